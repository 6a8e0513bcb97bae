"""Names of months and weekdays in the generator's languages, and written-out dates.

Knows no formats other than "day month year" in words.
"""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from datetime import datetime

MONTHS: dict[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": "January February March April May June July August September October November December",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia",
        "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου "
        "Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
        "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    }.items()
}
ENGLISH = MONTHS["en"]
SHORT = tuple(name[:3] for name in ENGLISH)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_PATTERNS = {
    "de": "{d}. {month} {y}",
    "es": "{d} de {month} de {y}",
    "pt": "{d} de {month} de {y}",
    "ru": "{d} {month} {y} г.",
    "zh": "{y}年{m}月{d}日",
    "ja": "{y}年{m}月{d}日",
}


def in_words(moment: datetime, language: str) -> str:
    """Write a date with the month's name, as the language does: "5 de febrero de 2024"."""
    pattern = _PATTERNS.get(language, "{d} {month} {y}")
    month = MONTHS.get(language, ENGLISH)[moment.month - 1]
    return pattern.format(d=moment.day, m=moment.month, y=moment.year, month=month)


def month_and_year(moment: datetime, language: str) -> str:
    """Write a month and its year: "März 2024", "2024年3月"."""
    if language in {"zh", "ja"}:
        return f"{moment.year}年{moment.month}月"
    return f"{MONTHS.get(language, ENGLISH)[moment.month - 1]} {moment.year}"


def short_in_words(moment: datetime, language: str) -> str:
    """Write a date with the first letters of the month's name: "05-févr.-24", "5 Feb 2024"."""
    if language in {"zh", "ja"}:
        return f"{moment.month}月{moment.day}日"
    if language == "en":
        return f"{moment.day:02} {SHORT[moment.month - 1]} {moment.year}"
    name = MONTHS[language][moment.month - 1]
    cut = name if len(name) <= 4 else name[:3] + "."
    return f"{moment.day} {cut} {moment.year}"
