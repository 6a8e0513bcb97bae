"""Locales of the generator: how a country writes numbers, money and dates.

Knows nothing of Faker's pools except the name each locale has there.
"""

from dataclasses import dataclass

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"


@dataclass(frozen=True)
class Locale:
    """One locale.

    decimal, groups: decimal mark; thousands separators in use, the commonest first.
    symbol, code: currency. before: the symbol is written in front of the amount.
    order: of day, month and year in a numeric date, "dmy", "mdy" or "ymd".
    separators: between the parts of a numeric date, the commonest first.
    share: relative frequency among generated columns.
    """

    name: str
    language: str
    decimal: str
    groups: tuple[str, ...]
    symbol: str
    code: str
    before: bool
    order: str
    separators: tuple[str, ...]
    country: str
    dial: str
    share: float = 1.0


_SPACES = (" ", NBSP, NARROW_NBSP)
_ALL = (
    Locale("en_US", "en", ".", (",",), "$", "USD", True, "mdy", ("/", "-"), "us", "+1", 7.0),
    Locale("en_GB", "en", ".", (",",), "£", "GBP", True, "dmy", ("/", "-", "."), "uk", "+44", 2.5),
    Locale("en_IN", "en", ".", (",",), "₹", "INR", True, "dmy", ("-", "/"), "in", "+91", 1.2),
    Locale("de_DE", "de", ",", (".", " "), "€", "EUR", False, "dmy", (".",), "de", "+49", 2.0),
    Locale("de_CH", "de", ".", ("'", "’"), "CHF", "CHF", True, "dmy", (".",), "ch", "+41", 1.1),
    Locale("fr_FR", "fr", ",", _SPACES, "€", "EUR", False, "dmy", ("/", "-"), "fr", "+33", 2.0),
    Locale("es_ES", "es", ",", (".",), "€", "EUR", False, "dmy", ("/", "-"), "es", "+34", 1.6),
    Locale("es_MX", "es", ".", (",",), "$", "MXN", True, "dmy", ("/",), "mx", "+52", 0.8),
    Locale("pt_BR", "pt", ",", (".",), "R$", "BRL", True, "dmy", ("/",), "com.br", "+55", 1.6),
    Locale("it_IT", "it", ",", (".",), "€", "EUR", False, "dmy", ("/", "-"), "it", "+39", 1.3),
    Locale("nl_NL", "nl", ",", (".",), "€", "EUR", True, "dmy", ("-", "/"), "nl", "+31", 0.8),
    Locale(
        "pl_PL", "pl", ",", (NBSP, " "), "zł", "PLN", False, "dmy", (".", "-"), "pl", "+48", 0.9
    ),
    Locale("tr_TR", "tr", ",", (".",), "₺", "TRY", True, "dmy", (".", "/"), "com.tr", "+90", 0.7),
    Locale("ru_RU", "ru", ",", (NBSP, " "), "₽", "RUB", False, "dmy", (".",), "ru", "+7", 1.1),
    Locale("el_GR", "el", ",", (".",), "€", "EUR", False, "dmy", ("/", "-"), "gr", "+30", 0.7),
    Locale("zh_CN", "zh", ".", (",",), "¥", "CNY", True, "ymd", ("-", "/", "."), "cn", "+86", 1.1),
    Locale("ja_JP", "ja", ".", (",",), "¥", "JPY", True, "ymd", ("/", "-"), "jp", "+81", 1.1),
    Locale("ar_SA", "ar", ".", (",",), "ر.س", "SAR", False, "dmy", ("/", "-"), "sa", "+966", 0.8),
    Locale("hi_IN", "hi", ".", (",",), "₹", "INR", True, "dmy", ("/", "-"), "in", "+91", 0.8),
)

LOCALES: dict[str, Locale] = {locale.name: locale for locale in _ALL}
