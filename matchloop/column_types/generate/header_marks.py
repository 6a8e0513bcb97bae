"""Abbreviations, prefixes and meaningless names that headers are made of."""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from matchloop.column_types.generate.lists import words

ABBREVIATIONS = dict(
    pair.split("=")
    for pair in words(
        "customer=cust name=nm number=no date=dt quantity=qty amount=amt address=addr description=desc account=acct "
        "average=avg total=tot count=cnt product=prod department=dept employee=emp category=cat code=cd percent=pct "
        "reference=ref transaction=txn message=msg image=img price=prc order=ord status=stat temperature=temp "
        "telephone=tel phone=ph maximum=max minimum=min value=val group=grp manager=mgr level=lvl year=yr month=mo "
        "service=svc source=src destination=dest latitude=lat longitude=lon organization=org company=co invoice=inv "
        "payment=pmt balance=bal birth=bth patient=pat flag=flg indicator=ind type=typ country=ctry city=cty first=f "
        "last=l medical=med admission=adm shipment=shp delivery=dlv tracking=trk vehicle=veh comment=cmnt text=txt "
        "identifier=id active=actv start=strt updated=upd created=crt population=pop weight=wt height=ht length=len "
        "position=pos title=ttl language=lang currency=curr region=reg version=ver distance=dist time=tm"
    )
)
PREFIXES = (
    "tbl", "dim", "src", "f", "stg", "raw", "ns1", "c", "fld", "x", "in", "usr", "cust", "order", "product", "event",
    "reviews", "data", "n", "user", "meta", "sf", "sap", "t1", "a", "customer", "item", "case", "loan", "patient",
)  # fmt: skip
SUFFIXES = (
    "1",
    "2",
    "3",
    "new",
    "old",
    "raw",
    "_c",
    "txt",
    "src",
    "final",
    "orig",
    "x",
    "y",
    "value",
)
TOPICS = words(
    "Other Main First Second Home Work Total Local Online Mobile Primary Current Previous Base Annual"
)
GENERIC = ("col_{n}", "V{n}", "Unnamed: {n}", "column{n}", "Column {n}", "C{n}", "field_{n}", "var{n}", "{n}", "X{n}",
            "F{n}", "Column1", "x", "attr_{n}", "_{n}", "COL{n:03}", "feature_{n}", "q{n}", "0", "...{n}")  # fmt: skip
