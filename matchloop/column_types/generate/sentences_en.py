"""English sentences by genre: openers, subjects, predicates and endings that fit together.

Genres are grouped by the domain whose tables hold them. Slots: {thing} (of the domain), {name},
{place}, {n} (a small number), {firm}.
"""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from matchloop.column_types.generate.grammar import Grammar, grammar

_REVIEW = grammar("""
o: Overall,|To be honest,|After {n} weeks|At first|In my opinion|For this price|Compared to the old one,|So far|Sadly|||
s: the product|the quality|the battery|it|the material|this {thing}|the whole experience|the customer service|the color
p: is better than I expected|works exactly as described|was a big disappointment|looks great in person|does not fit at all|\
stopped working after {n} days|feels solid and well made|is worth every penny|could be a little bit softer|arrived broken
t: and I would buy it again|but the delivery took {n} days|so I had to return it|, and my kids love it|even though it was cheap|\
and the box was damaged|because the instructions are not clear|. Five stars from me|, which is all I need|!|
f: I bought this for my husband and he uses it every day|Great value for money|Would not recommend this to anyone|\
Very happy with my purchase, thank you|We stayed here for {n} nights and the staff were really friendly|\
The room was clean but a bit small for the {n} of us|Don't waste your money on this one|Love it!!|It's okay, nothing special
""")
_DESCRIPTION = grammar("""
o: With its {n} settings,|Made for everyday use,|Designed in {place},|Thanks to its low weight,||||
s: this model|the set|the new version|our best seller|this kit|the {thing}|each piece
p: brings comfort to your home|is made of high quality material|fits into any bag|comes with a {n} year warranty|\
offers everything you need|keeps your things safe and dry|is easy to clean and to store|combines style with function
t: and is the perfect gift for friends and family|without taking up much space|so that you can enjoy it for years|\
at a price that everyone can afford|, indoors and outdoors||| while saving energy
f: Not suitable for children under {n} years|Available in {n} colors|Please read the manual before first use|\
The package includes {n} pieces and a carrying case|Machine wash cold with similar colors, do not bleach
""")
_POST = grammar("""
o: Just saw that|Can't believe|Honestly|Can we talk about how|I think|Reminder that|So happy that|Apparently|Not sure why
s: my {thing}|this place|everyone in {place}|the new episode|{name}|our team|the whole town|my phone|the weather here
p: is finally back|made my day|is getting worse every year|deserves so much better|won again last night|looks amazing today|\
never answers my messages|needs to stop doing this|was the best thing about this week
t: #{place}|and I don't know what to do|lol|!!!|, please share if you agree|😂|❤️|. What do you think?||| #nofilter
f: Who else is going to {place} this weekend?|Thank you all for the birthday wishes, it means a lot to me|\
RT @{name}: we need to talk about this|Looking for a good place to eat in {place}, any tips?|Good morning everyone!
""")
_FINANCE = grammar("""
o: During the quarter,|According to the statement,|As of the reporting date,|Compared to the previous year,|Under the agreement,||
s: the company|the customer|the fund|{firm}|the borrower|the board|the consumer|the bank|net revenue from the segment
p: reported an increase of {n} percent|disputes a charge on the {thing}|has not made a payment since then|\
agreed to extend the credit line|was affected by higher interest rates|expects lower costs in the second half|\
invests in small and medium firms|asked for a refund of the fee
t: due to the weak demand in {place}|, which the bank did not explain|in line with the guidance|subject to approval|\
despite several calls and letters|after the end of the term||, of which {n} percent were paid in cash
f: I was charged twice for the same transaction and nobody has answered my letters|\
The amount represents the fair value of all assets at the end of the year|The loan is secured by real estate in {place}|\
They keep calling me about a debt that is not mine
""")
_HEALTH = grammar("""
o: On examination|Since last week|After surgery|According to the family,|At the time of admission|Over the past {n} days||
s: the patient|Pt|a {n}2-year-old woman|a {n}7-year-old man|he|she|the subject
p: reports pain in the lower back|denies chest pain and shortness of breath|was admitted with fever and cough|\
is doing well on the current medication|has a history of hypertension and type 2 diabetes|presented with headache|\
was started on antibiotics for {n} days|shows no signs of infection|fell at home and hurt the left knee
t: and was advised to rest|, no allergies known|with mild improvement|and will return in {n} weeks for follow up|\
which gets worse at night|. Vital signs stable|||, to be reviewed by Dr. {name}
f: Continue current medication and check blood pressure daily|Discussed risks and benefits, patient agrees with the plan|\
No evidence of acute disease in the chest|The aim of this study was to assess the effect of treatment in {n}0 patients|\
Take one tablet twice a day with food for {n} days
""")
_LOGISTICS = grammar("""
o: Due to heavy traffic|On arrival|At the gate|During unloading|Because of the weather|In the morning|||
s: the driver|the shipment|one pallet|the container|the truck from {place}|the carrier|the recipient|our warehouse in {place}
p: was held at customs|could not be delivered|arrived {n} hours late|had the wrong label|was damaged on one side|\
was left with a neighbor|refused to sign the {thing}|is waiting for the papers|missed the time window|lost {n} boxes
t: because nobody was at home|so a new appointment is needed|and photos were taken|according to the report of {name}|\
, please contact the sender|until further notice|||and will be sent again tomorrow
f: Please ring the bell twice and leave the parcel at the back door|Handle with care, do not stack more than {n} boxes|\
The delivery address does not exist, customer will call back|Two-vehicle collision with {n} persons injured on the road to {place}
""")
_ENTERPRISE = grammar("""
o: Since the last update|When I log in|This morning|As discussed with {name},|In order to reduce costs,|For security reasons|||
s: the user|the {thing}|the server in {place}|the application|our team|the project|the vendor|the manager of the department
p: does not respond|shows an error message after {n} seconds|cannot be opened|needs access to the shared folder|\
is responsible for planning and reporting|was moved to the next sprint|works closely with sales and finance|\
has to be approved by {name}|fails with code {n}04|will be migrated to the new system
t: , please check as soon as possible|and blocks {n} people|even after a restart|on Windows and on Mac|\
until the end of the month|as described in the manual||| because the certificate has expired
f: We are looking for a colleague with at least {n} years of experience in a similar role|Steps to reproduce: open the page and \
click on save|I have tried to reset my password {n} times without success|You will report to the head of the department in {place}
""")
_DEFINITION = grammar("""
o:
s: Number|Share|Total amount|Date|Percentage|Average number|Name|List|Description|Type|Ratio|Value
p: of accounts that were opened|of people who live in the area|of all payments received|of the {thing}|of the customers in the sample|\
of the first contact with the person|of households below the poverty line|of students enrolled in the program
t: in the past {n} months|by the end of the year|, as given by the applicant|(estimate)|per 1,000 inhabitants|\
at the time of the survey|, not including taxes|. Source: national statistics office|, if any|excluding missing values
f: Indicates whether the record was changed after the first import|This field is no longer used and is kept for older reports|\
See the notes at the end of the table for the method|Unique for each person in the file
""")
_ABSTRACT = grammar("""
o: In this paper|Using data from {n} countries,|We show that|Our results suggest that|In contrast to earlier work,|To this end,|
s: the proposed method|a simple model|the effect of income|the relation between both variables|this approach|the sample
p: improves the results by {n} percent|remains small but significant|can be explained by differences in age|is robust to noise|\
depends on the choice of the parameters|was tested on {n} public data sets|has received little attention|differs between groups
t: and does not need any labels|, which has implications for policy|in most of the cases|as measured by the standard test|\
over a period of {n} years||when other factors are held constant|at the cost of a longer training time
f: Further research is needed to understand the causes|The data were collected in {place} between 2010 and 201{n}|\
Little is known about how these factors change over time
""")
_STORY = grammar("""
o: In {place},|When the war ends,|One night|After the death of his father,|Years later|Together with {name},||
s: a young woman|the old detective|{name}|a group of friends|the king's brother|a teacher from {place}|the last survivor
p: finds a letter that changes everything|returns to the village|has to choose between love and duty|falls in love with a stranger|\
is sent on a dangerous journey|discovers the secret of the house|fights for the future of the family|was found dead
t: before it is too late|, but nothing is as it seems|and learns to forgive|while the police look for {name}|\
in a world without water|and must face the past|||with the help of a dog
f: {name} was born in {place} and studied law before becoming a writer|The {place} based band released {n} albums|\
Police said the man was seen near the station at about {n} p.m.|Based on a true story
""")

GENRES: dict[str, tuple[tuple[str, Grammar], ...]] = {
    "commerce": (("review", _REVIEW), ("description", _DESCRIPTION), ("review", _REVIEW)),
    "social": (("comment", _POST), ("comment", _POST), ("summary", _STORY)),
    "finance": (("comment", _FINANCE), ("description", _FINANCE)),
    "health": (("clinical note", _HEALTH), ("summary", _HEALTH), ("abstract", _ABSTRACT)),
    "logistics": (("comment", _LOGISTICS), ("ticket", _LOGISTICS)),
    "enterprise": (("ticket", _ENTERPRISE), ("description", _ENTERPRISE)),
}
"""Header concept and grammar of the long texts of each domain."""

ANYWHERE: tuple[tuple[str, Grammar], ...] = (
    ("definition", _DEFINITION),
    ("abstract", _ABSTRACT),
    ("summary", _STORY),
    ("review", _REVIEW),
    ("comment", _POST),
)
"""The same, for tables of any domain."""
