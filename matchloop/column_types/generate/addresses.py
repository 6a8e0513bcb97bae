"""What e-mail addresses, web addresses and paths are made of, from words/addresses.yaml."""

import functools

from matchloop.column_types.generate.word_files import Texts, Words, read


class AddressWords(Words):
    """Parts of addresses.

    sites: words of host names, two in a row; tops: top-level domains; slugs: words of the last
    part of a web address; endings: of files.
    """

    mail_hosts: Texts
    sites: Texts
    tops: Texts
    slugs: Texts
    endings: Texts
    folders: Texts


@functools.cache
def address_words() -> AddressWords:
    """Return the parts of addresses."""
    return read("addresses", AddressWords)
