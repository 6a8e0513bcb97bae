"""How truth is spelled, by language, and what columns of states are called."""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

SPELLINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("yes", "no"), ("Yes", "No"), ("YES", "NO"), ("Y", "N"), ("y", "n"), ("true", "false"),
        ("True", "False"), ("TRUE", "FALSE"), ("t", "f"), ("T", "F"), ("on", "off"), ("ON", "OFF"),
        ("active", "inactive"), ("Active", "Inactive"), ("enabled", "disabled"), ("Pass", "Fail"),
        ("present", "absent"), ("positive", "negative"), ("checked", "unchecked"), ("Valid", "Invalid"),
        ("✓", "✗"), ("✔", "✘"), ("in stock", "out of stock"), ("alive", "dead"), ("Enabled", "Disabled"),
    ),
    "de": (("ja", "nein"), ("Ja", "Nein"), ("JA", "NEIN"), ("J", "N"), ("wahr", "falsch"), ("aktiv", "inaktiv")),
    "fr": (("oui", "non"), ("Oui", "Non"), ("OUI", "NON"), ("O", "N"), ("vrai", "faux"), ("actif", "inactif")),
    "es": (("sí", "no"), ("Sí", "No"), ("SI", "NO"), ("S", "N"), ("verdadero", "falso"), ("activo", "inactivo")),
    "pt": (("sim", "não"), ("Sim", "Não"), ("SIM", "NAO"), ("S", "N"), ("ativo", "inativo")),
    "it": (("sì", "no"), ("Sì", "No"), ("SI", "NO"), ("vero", "falso"), ("attivo", "inattivo")),
    "nl": (("ja", "nee"), ("Ja", "Nee"), ("J", "N"), ("waar", "onwaar")),
    "pl": (("tak", "nie"), ("Tak", "Nie"), ("T", "N"), ("prawda", "fałsz")),
    "tr": (("evet", "hayır"), ("Evet", "Hayır"), ("var", "yok")),
    "ru": (("да", "нет"), ("Да", "Нет"), ("истина", "ложь")),
    "el": (("ναι", "όχι"), ("Ναι", "Όχι")),
    "zh": (("是", "否"), ("有", "无"), ("真", "假")),
    "ja": (("はい", "いいえ"), ("有", "無"), ("○", "×")),
    "ar": (("نعم", "لا"), ("صح", "خطأ")),
    "hi": (("हाँ", "नहीं"), ("सही", "गलत")),
}  # fmt: skip
"""True and false in each language; English ones are used everywhere."""

STATES = {
    "activity status": {"active", "aktiv", "actif", "activo", "ativo", "attivo"},
    "feature status": {"enabled"},
    "result": {"pass", "positive"},
    "attendance": {"present"},
    "stock status": {"in stock"},
    "vital status": {"alive"},
    "validity": {"valid"},
    "switch": {"on"},
    "checkbox": {"checked"},
}
"""Headers that words of a state go with; the other pairs go with any flag."""
