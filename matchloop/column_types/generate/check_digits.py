"""Codes that carry a check digit: EAN, ISBN, ISSN, Luhn, IBAN, VIN, CPF.

Each function takes the digits without the check and returns the whole code.
"""

from collections.abc import Sequence

_VIN_VALUES = {
    **{str(d): d for d in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMNPR", (1, 2, 3, 4, 5, 7, 9), strict=True)),
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _digits(body: str) -> list[int]:
    return [ord(character) - 48 for character in body]


def _weighted(numbers: Sequence[int], weights: Sequence[int]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False))


def ean(body: str) -> str:
    """Complete an EAN-8, UPC-A or EAN-13 (ISBN-13) from 7, 11 or 12 digits."""
    total = _weighted(_digits(body)[::-1], (3, 1) * 7)
    return f"{body}{-total % 10}"


def isbn10(body: str) -> str:
    """Complete an ISBN-10 from 9 digits; the check may be X."""
    check = -_weighted(_digits(body), range(10, 1, -1)) % 11
    return body + ("X" if check == 10 else str(check))


def issn(body: str) -> str:
    """Complete an ISSN from 7 digits, written 1234-567X."""
    check = -_weighted(_digits(body), range(8, 1, -1)) % 11
    return f"{body[:4]}-{body[4:]}{'X' if check == 10 else check}"


def luhn(body: str) -> str:
    """Complete a card number or IMEI by the algorithm of H. P. Luhn (US patent 2,950,048)."""
    doubled = [(2 * d - 9 if d > 4 else 2 * d) if i % 2 == 0 else d
               for i, d in enumerate(_digits(body)[::-1])]  # fmt: skip
    return f"{body}{-sum(doubled) % 10}"


def iban(country: str, account: str) -> str:
    """Complete an IBAN (ISO 13616) from the country's two letters and the account's characters."""
    moved = account + country + "00"
    number = int("".join(str(int(character, 36)) for character in moved))
    return f"{country}{98 - number % 97:02}{account}"


def vin(body: str) -> str:
    """Put the check digit into place 9 of a vehicle's 17 characters (ISO 3779)."""
    check = _weighted([_VIN_VALUES[character] for character in body], _VIN_WEIGHTS) % 11
    return body[:8] + ("X" if check == 10 else str(check)) + body[9:]


def cpf(body: str) -> str:
    """Complete a Brazilian taxpayer number from 9 digits, written 123.456.789-09."""
    for start in (10, 11):
        check = -_weighted(_digits(body), range(start, 1, -1)) % 11
        body += str(0 if check > 9 else check)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"
