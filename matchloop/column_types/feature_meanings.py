"""The features that no template describes, one by one: name, range, meaning."""

KINDS = {
    "digit": "digits 0-9",
    "lower": "lower-case letters a-z",
    "upper": "capital letters A-Z",
    "space": "white space",
    "dot": "full stops",
    "comma": "commas",
    "hyphen": "hyphens",
    "slash": "slashes",
    "colon": "colons",
    "underscore": "underscores",
    "at": "@ signs",
    "hash": "# signs",
    "percent": "% signs",
    "parenthesis": "parentheses",
    "bracket": "brackets of the other kinds",
    "quote": "quotation marks or apostrophes",
    "sentence_end": "exclamation marks, question marks or semicolons",
    "operator": "operators such as & + = * ~",
    "currency": "currency signs",
    "latin_extended": "accented Latin letters",
    "greek": "Greek letters",
    "cyrillic": "Cyrillic letters",
    "hebrew_arabic": "Hebrew or Arabic letters",
    "indic": "letters of the scripts of India",
    "cjk": "Chinese, Japanese or Korean characters",
    "debris": "control or replacement characters, the debris of a wrong encoding",
    "other": "none of the other kinds",
}

_TABLE = """
count_rows_log | POSITIVE | log of the rows, missing ones included
count_present_log | POSITIVE | log of the rows that are not missing
count_distinct_log | POSITIVE | log of the number of different values
null_share | SHARE | share of rows that are missing or spell it (“N/A”, “-”); 1 without rows
null_none | FLAG | nothing is missing
null_most | FLAG | more than 95 % of the rows are missing
distinct_share | SHARE | different values over rows that are not missing
distinct_one | FLAG | one value only
distinct_two | FLAG | two different values
distinct_three_to_ten | FLAG | three to ten different values
distinct_eleven_to_fifty | FLAG | eleven to fifty different values
distinct_all | FLAG | more than one value, and no value comes twice
distinct_nearly_all | FLAG | different values are more than 95 % of the rows that are not missing
rows_per_distinct_log | POSITIVE | log of how often a value comes on average
sample_rows_log | POSITIVE | log of the rows in the sample
sample_distinct_share | SHARE | different values over rows, in the sample
sample_top_share | SHARE | share of the commonest value in the sample
sample_second_share | SHARE | share of the second commonest value in the sample
sample_entropy | SHARE | evenness: entropy over its maximum; 1 when all values come alike often
sample_singleton_share | SHARE | share of the sample's different values that come once
sample_case_folded_share | SHARE | share of the different values that are left in small letters
header_missing | FLAG | the column has no name
header_length_log | POSITIVE | log of the name's characters, of which at most 128 are read
header_words_log | POSITIVE | log of the name's words; snake_case and camelCase are taken apart
header_starts_with_digit | FLAG | the name starts with a digit
header_ends_with_digit | FLAG | the name ends with a digit
header_digit_share | SHARE | share of digits among the name's characters
header_is_year | FLAG | the name is a year: “2019”, “Y2019”
header_is_date_like | FLAG | the name reads like a date or month: “Jan-20”, “3/4/20”
header_upper_case | FLAG | all letters of the name are capitals
header_lower_case | FLAG | all letters of the name are small
header_camel_case | FLAG | a small letter stands before a capital: “unitPrice”
header_has_underscore | FLAG | the name contains an underscore
header_has_dot | FLAG | the name contains a full stop
header_has_space | FLAG | the name contains a space
header_has_parenthesis | FLAG | the name contains a parenthesis
header_has_percent_or_currency | FLAG | the name contains one of % $ € £
header_has_question_mark | FLAG | the name contains a question mark
header_has_unit | FLAG | the name tells a unit: “Weight (kg)”, “amount_usd”
header_non_ascii | FLAG | the name contains characters outside ASCII
header_ends_with_id | FLAG | the name ends with “id” as a word of its own
header_short_code | FLAG | one to four letters and some digits: “Q12”, “x3”
header_vowel_share | SHARE | vowels a, e, i, o, u among the name's letters; low for abbreviations
header_generated | FLAG | a name that a program made up: “Unnamed: 0”, “col3”
length_mean_log | POSITIVE | log of the mean length of values in characters
length_std_log | POSITIVE | log of the standard deviation of the length
length_min_log | POSITIVE | log of the least length
length_max_log | POSITIVE | log of the greatest length
length_median_log | POSITIVE | log of the median length
length_same_share | SHARE | share of values with the commonest length
length_variation | TO_TEN | standard deviation of the length over its mean, at most 10
length_over_50 | SHARE | share of values longer than 50 characters
length_over_200 | SHARE | share of values longer than 200 characters
length_one_share | SHARE | share of values of one character
starts_with_digit | SHARE | share of values that start with a digit
starts_with_upper | SHARE | share of values that start with a capital
starts_with_lower | SHARE | share of values that start with a small letter
ends_with_digit | SHARE | share of values that end with a digit
ends_with_letter | SHARE | share of values that end with a letter
ends_with_full_stop | SHARE | share of values that end like a sentence
padded_with_space | SHARE | share of values with white space around them
only_digits | SHARE | share of values of digits 0-9 only
only_letters | SHARE | share of values of letters a-z and A-Z only
only_upper | SHARE | share of values whose letters are all capitals
letters_and_digits | SHARE | share of values with both letters and digits
without_letters | SHARE | share of values without any letter a-z or A-Z
character_entropy | POSITIVE | mean entropy of a value's characters, in bits
character_entropy_pooled | POSITIVE | entropy of all values' characters together, in bits
distinct_first_characters | SHARE | different first characters, over 36 and at most 1
words_mean_log | POSITIVE | log of the mean number of words a value
words_std_log | POSITIVE | log of the standard deviation of the number of words
words_max_log | POSITIVE | log of the greatest number of words
words_one_share | SHARE | share of values of one word
words_two_to_four_share | SHARE | share of values of two to four words
words_five_to_ten_share | SHARE | share of values of five to ten words
words_over_ten_share | SHARE | share of values of more than ten words
stop_words_mean_log | POSITIVE | log of the mean number of stop words (“the”, “und”, “les”) a value
stop_words_share | SHARE | mean share of stop words among a value's words
values_with_stop_word | SHARE | share of values with a stop word
word_length_mean | TO_TEN | mean length of a word in tens of characters, at most 10
words_title_case_share | SHARE | share of words that start with a capital
vocabulary_richness | SHARE | different words over words
sentence_share | SHARE | share of values that hold a finished sentence
boolean_word_share | SHARE | share of values that are a word of truth: “yes”, “nein”, “0”
boolean_pair | FLAG | the values are a known pair such as “yes” and “no”, nothing else
number_share | SHARE | share of values that are numbers in any notation
number_plain_share | SHARE | share of values that are numbers of digits, sign and point only
number_mean_log | ANY | signed log of the mean
number_std_log | POSITIVE | log of the standard deviation
number_min_log | ANY | signed log of the least number
number_max_log | ANY | signed log of the greatest number
number_range_log | ANY | signed log of greatest minus least number
number_variation | TO_HUNDRED | standard deviation over the mean's distance from 0, at most 100
number_skewness | SYMMETRIC | skewness, cut to ±10
number_negative_share | SHARE | share of numbers below 0
number_zero_share | SHARE | share of numbers that are 0
number_whole_share | SHARE | share of whole numbers
number_unit_interval | FLAG | all numbers are from 0 to 1
number_year_share | SHARE | share of whole numbers from 1800 to 2100
number_epoch_share | SHARE | share of numbers that may be seconds or milliseconds since 1970
number_latitude_like | FLAG | all within ±180, with three decimals or more on average
number_starts_at_zero_or_one | FLAG | the least number is 0 or 1
number_only_zero_one | FLAG | at most two different values, the greatest is 1, none is negative
number_only_small | FLAG | whole numbers from 0 to 12 only
number_distinct_over_range | TO_TWO | different values over the range's width, at most 2
number_gap_one_share | SHARE | share of gaps between neighbouring numbers that are exactly 1
number_gap_equal_share | SHARE | share of gaps that equal the median gap
number_consecutive | FLAG | every whole number of the range comes exactly once
number_digits_mean | POSITIVE | mean number of digits before the decimal point
number_digits_same | SHARE | share of different numbers with as many digits as the first
number_decimals_mean | POSITIVE | mean number of decimals
number_decimals_same | SHARE | share of different numbers with as many decimals as the first
number_multiple_of_ten_share | SHARE | share of multiples of ten
number_largest_is_repdigit | FLAG | the greatest number reads 9, 99, 999 …: often “no answer”
number_given_moments | FLAG | mean, deviation and range came with the data
date_share | SHARE | share of values that are dates beyond doubt, not just a year or a month
date_or_clock_share | SHARE | the same with clock times, compact dates and durations
date_forms | POSITIVE | number of different notations of dates and times in the column
pattern_any | SHARE | share of values that have any of the forms above
values_separated_by_comma | SHARE | share of values that are a list of items with commas
values_separated_by_other | SHARE | share of values that are a list of items with semicolons or bars
separated_items_mean | TO_TWO | mean commas, semicolons and bars a value, in tens, at most 2
mask_distinct_share | SHARE | different masks (letters as a, digits as 9) over different values
mask_top_share | SHARE | share of values with the commonest mask
common_prefix_share | SHARE | length of the beginning that all values share, over the shortest value
common_suffix_share | SHARE | length of the end that all values share, over the shortest value
meaning_groups | POSITIVE | number of the meanings above that the name has
meaning_known_share | SHARE | share of the name's words that have one of them
digits_day_first_share | SHARE | share of values that read as day, month and year: 03112024
digits_short_date_share | SHARE | the same with a year of two digits, in the best of three orders
digits_day_and_month_share | SHARE | share of values that read as day and month: 0311
digits_clock_share | SHARE | share of values that read as hours and minutes: 0845
digits_long_clock_share | SHARE | share of values that read as hours, minutes and seconds: 084510
digits_year_and_month_share | SHARE | share of values that read as year and month: 202411
digits_year_and_counter_share | SHARE | share of values that are a year before a counter: 2024000371
epoch_years_log | POSITIVE | log of the years that values span as seconds since 1970
epoch_plausible | FLAG | they may be, and span less than 15 years
digits_round_five_share | SHARE | share of whole numbers that end in 0 or 5
digits_wide_same | FLAG | whole numbers of five digits or more, all of them of as many
other_date_share | SHARE | share of values that are dates as DB2 or SAS write them
dotted_code_share | SHARE | share of values that are codes such as `1.02.001`
pair_of_no_truth | FLAG | two different values that are no words of truth
few_of_no_truth | FLAG | three to five different values that are no words of truth
constant_truth | FLAG | one value in all rows, a word of truth
constant_code | FLAG | one value in all rows, a code such as `EUR` or `01`
constant_key | FLAG | one value in all rows, a key such as `B0429BA2300714`
constant_number | FLAG | one value in all rows, a small number or one with decimals
constant_words | FLAG | one value in all rows, of letters and spaces
word_and_number_share | SHARE | share of values of letters that end in a number: `Gate 7`
items_elsewhere_share | SHARE | share of a list's items that stand at other places of lists too
items_vary | SHARE | how much lists vary in length: different lengths less one, in fives, at most 1
"""


def _parsed(table: str) -> dict[str, tuple[str, str]]:
    rows = (line.split(" | ", 2) for line in table.strip().splitlines())
    return {name: (range_, meaning) for name, range_, meaning in rows}


MEANINGS: dict[str, tuple[str, str]] = _parsed(_TABLE)
"""Feature to name of a `feature_docs.Range` and meaning."""
