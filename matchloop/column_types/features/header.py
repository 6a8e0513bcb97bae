"""Features of the column's name: its form, the words it is made of, its character n-grams."""
# ruff: noqa: E501 - word lists

import math
import re
from functools import lru_cache
from itertools import pairwise

import numpy as np

from matchloop.column_types.features.hashing import ngram_buckets

BUCKETS = 80

# One feature a group. Abbreviations and the commonest words of German, French, Spanish,
# Portuguese and Italian headers stand beside the English ones.
WORDS: dict[str, str] = {
    "id": "id ids identifier identificador identifiant uid guid uuid pk rowid objectid oid",
    "key": "key keys sk fk hash token ref reference referenz clave chiave schluessel",
    "code": "code codes cd codigo codice kode fips naics sic iso ean upc isbn sku zip4 gtin",
    "number_of": "num count cnt n nb nbr anzahl nombre numero numbers qty quantity quantite menge "
    "cantidad quantidade quantita tally counts "
    "population pop households people persons children births deaths cases",
    "number": "number no nr nummer",
    "date": "date dates datum fecha fecha data dt day jour dia tag giorno dob birthday birthdate",
    "time": "time timestamp ts hour hours hr hrs minute minutes datetime zeit heure hora ora uhr "
    "epoch utc est clock",
    "year": "year years yr yyyy jahr annee ano anno year1",
    "month": "month months mon monat mois mes mese week weeks quarter qtr season",
    "when": "created updated modified start end begin opened closed expiry expires since until "
    "published hired joined last_login deadline due effective",
    "name": "name names nm nom nombre nome fullname label",
    "person": "first last firstname lastname surname author owner person player customer client "
    "user contact manager employee actor director vorname nachname nachname prenom judge cand",
    "title": "title titel titre titulo headline subject song movie book titolo",
    "description": "description desc descr descripcion beschreibung details detail narrative "
    "abstract summary overview explanation descrizione descricao",
    "comment": "comment comments note notes remark remarks review reviews text message body "
    "content feedback bemerkung kommentar commentaire comentario plot synopsis bio other",
    "question": "what which how do does did why who when where is are your you",
    "url": "url urls link links website web homepage uri href site permalink",
    "email": "email mail emails correo courriel",
    "phone": "phone tel telephone mobile fax telefon telefono cell contactno",
    "address": "address addr street strasse rue calle direccion adresse line1 line2 location loc "
    "endereco indirizzo place venue",
    "city": "city town village municipality ciudad ville stadt cidade citta district county "
    "neighborhood neighbourhood borough ward",
    "region": "state region province country nation land pais pays continent territory zone area "
    "paese",
    "postal": "zip zipcode postcode postal plz cep",
    "latitude": "lat latitude lng lon long longitude coord coordinate coordinates geo x y z easting "
    "northing geom geometry polygon point shape wkt latlng latlong geocode geolocation",
    "type": "type types kind typ tipo class classification category categories cat kategorie "
    "categorie categoria genre group family species sort variety style",
    "status": "status state stage phase condition level grade tier rank priority severity statut "
    "estado stato",
    "sex": "sex gender race ethnicity marital religion geschlecht genero sexe nationality",
    "brand": "brand make model vendor maker manufacturer marca marke platform system version "
    "color colour language lang currency unit department dept team",
    "flag": "is has flag flg ind indicator can was active enabled deleted valid yes bool boolean "
    "ist allow allowed default verified approved",
    "amount": "amount amt total tot sum betrag monto montant importe valor value val wert valeur "
    "balance saldo income revenue sales salary wage budget expense expenses paid payment",
    "price": "price cost fee prix preis precio preco prezzo charge tax discount rent fare",
    "rate": "rate pct percent percentage ratio share proportion prop quote taux tasa prozent perc "
    "percentile index change growth",
    "statistic": "mean avg average median std stdev sd var min max minimum maximum iqr mad "
    "skewness kurtosis entropy correlation energy coeff bands freq",
    "size": "size height width length len depth weight wt mass volume distance dist radius "
    "duration age speed velocity acceleration pressure power voltage current temperature temp "
    "humidity rainfall area sqft kwh",
    "score": "score rating points stars votes note grade gpa marks likes views hits clicks wins "
    "losses kills goals rank ranking position",
    "list": "list array tags items keywords genres categories ingredients authors labels",
    "json": "json xml payload meta metadata attributes properties raw dict object blob geometry",
    "unnamed": "unnamed col column field var variable attr feature spalte champ campo",
    "file": "file filename path image img photo picture pic icon thumbnail avatar media",
    "body": "acc gyro jerk mag gravity sensor signal channel band pixel",
    "survey": "q question answer response option choice item",
    "company": "company firm organization organisation org employer business agency institution "
    "school university hospital supplier merchant unternehmen entreprise empresa azienda",
    "job": "job occupation profession position role title beruf poste cargo",
    "order": "order invoice transaction txn booking ticket case account acct policy contract "
    "shipment tracking serial license licence registration permit record row index idx seq "
    "sequence line",
}

_FORMS = (
    "header_missing",
    "header_length_log",
    "header_words_log",
    "header_starts_with_digit",
    "header_ends_with_digit",
    "header_digit_share",
    "header_is_year",
    "header_is_date_like",
    "header_upper_case",
    "header_lower_case",
    "header_camel_case",
    "header_has_underscore",
    "header_has_dot",
    "header_has_space",
    "header_has_parenthesis",
    "header_has_percent_or_currency",
    "header_has_question_mark",
    "header_has_unit",
    "header_non_ascii",
    "header_ends_with_id",
    "header_short_code",
    "header_vowel_share",
    "header_generated",
)

NAMES = (
    _FORMS
    + tuple(f"header_word_{group}" for group in WORDS)
    + tuple(f"header_ngram_{i:02d}" for i in range(BUCKETS))
)

_GROUPS: dict[str, list[int]] = {}
for _position, _group in enumerate(WORDS.values()):
    for _word in _group.split():
        _GROUPS.setdefault(_word, []).append(_position)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+")
_DATE_LIKE = re.compile(
    r"^\d{1,2}[-/. ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/. ]?\d{2,4}$|"
    r"^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?$|^[yq]\d{4}|^(19|20)\d\d[-_ ]?q?\d",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^[A-Za-z]?_?(1[89]|20)\d\d$")
_GENERATED = re.compile(
    r"^(unnamed:? ?\d*|(col|column|field|var|v|x|c|f|attr|feature|spalte|champ|campo)[ _]?\d+)$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\(([a-z%$€£°/²³ ]{1,8})\)|_(kg|km|cm|mm|lb|lbs|usd|eur|pct|ms|sec|mph|kmh|mi|ft|sqft|hz|kwh)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def compute(header: str) -> np.ndarray:
    """Return the values of `NAMES`, in order, for one header: float32."""
    text = header.strip()[:128]
    words = [word.lower() for word in _WORD.findall(text)]
    groups = np.zeros(len(WORDS))
    for i, word in enumerate(words):
        for position in _GROUPS.get(word, ()):
            # The last word of an English header is its head: it counts double.
            groups[position] = max(groups[position], 2.0 if i == len(words) - 1 else 1.0)
    result = np.concatenate([_forms(text, words), groups, _ngrams(text.lower())])
    result = result.astype(np.float32)
    result.setflags(write=False)
    return result


def _forms(text: str, words: list[str]) -> np.ndarray:
    letters = sum(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    size = max(len(text), 1)
    return np.array(
        [
            not text,
            math.log1p(len(text)),
            math.log1p(len(words)),
            text[:1].isdigit(),
            text[-1:].isdigit(),
            digits / size,
            bool(_YEAR.match(text)),
            bool(_DATE_LIKE.match(text)),
            letters > 0 and text.isupper(),
            letters > 0 and text.islower(),
            any(a.islower() and b.isupper() for a, b in pairwise(text)),
            "_" in text,
            "." in text,
            " " in text,
            "(" in text,
            any(c in text for c in "%$€£"),
            "?" in text,
            bool(_UNIT.search(text)),
            not text.isascii(),
            bool(re.search(r"(?:^|[^A-Za-z])(id|ID|Id)$|[a-z](ID|Id)$", text)),
            0 < letters <= 4 and digits > 0,
            sum(c in "aeiouAEIOU" for c in text) / max(letters, 1),
            bool(_GENERATED.match(text)),
        ],
        np.float64,
    )


def _ngrams(text: str) -> np.ndarray:
    codes = np.array([ord(c) for c in f"^{text}$"], np.uint32)
    # Digits are alike: q17 and q18 are columns of one kind.
    codes[(codes >= 48) & (codes <= 57)] = 48
    counts = np.bincount(ngram_buckets(codes, 3, BUCKETS), minlength=BUCKETS)
    return np.minimum(counts, 3.0)
