"""Words that short texts are put together from: products, titles, dishes, subjects, places."""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from matchloop.column_types.generate.lists import items, words

PRODUCT_ADJECTIVES = items(
    "Classic|Premium|Wireless|Portable|Organic|Stainless Steel|Ultra|Compact|Vintage|Deluxe|Waterproof|Slim|"
    "Professional|Cordless|Heavy Duty|Soft|Foldable|Rechargeable|Handmade|Smart|Mini|Adjustable|Leather|Cotton"
)
PRODUCT_NOUNS = items(
    "Headphones|Backpack|Coffee Maker|Desk Lamp|Running Shoes|Water Bottle|T-Shirt|Keyboard|Phone Case|Blender|"
    "Yoga Mat|Notebook|Office Chair|Bluetooth Speaker|Sunglasses|Wall Clock|Hand Cream|Dog Leash|Camping Tent|"
    "Toothbrush|Face Mask|Power Bank|Cutting Board|Garden Hose|Baby Monitor|Picture Frame|Knife Set|Rain Jacket"
)
PRODUCT_TAILS = items(
    ", Black|, 2 Pack|, 500 ml| (Large)| XL| - Blue| 16GB| Set of 4| v2| Pro||||||, 12 oz| 2-in-1| for Kids| 40 cm"
)
BRANDS = words(
    "Acme Nordvik Lumina Brightway Oakfield Tervo Zenko Palmer Halden Kiro Vantix Solano Mirabel Dunmore"
)

TITLE_PATTERNS = items(
    "The {a} {n}|{n} of the {m}|A {a} {n}|{a} {n}|The {n} and the {m}|{n}s|Return to the {n}|{a} {m} {n}|My {a} {n}|"
    "How to {v} a {n}|Why We {v}|Last {n} in {place}|{n} in the {m}|{place}: A {n}|The {n} Who {v}s|Notes on {m}|"
    "Beyond the {n}|{v} Me, {a} {n}|Letters from {place}"
)
TITLE_ADJECTIVES = words(
    "Silent Golden Broken Hidden Lost Dark Bright Boundless Wild Secret Burning Frozen Gentle Hollow Timeless Crimson "
    "Distant Forgotten Little Lonely Modern Perfect Quiet Restless Second Strange Velvet Winter"
)
TITLE_NOUNS = words(
    "River Garden House Road Night Star Storm Mirror King Daughter Lighthouse Shadow Machine Heart City Song Forest Letter "
    "Mountain Window Promise Game Harbor Stranger Voice Crown Dream Bridge Train Clock Summer Kingdom Memory Fire"
)
TITLE_VERBS = words(
    "Remember Follow Build Find Love Break Dream Leave Keep Read Carry Wait Win Travel Begin"
)

SUBJECT_PATTERNS = items(
    "Re: {thing} {problem}|{thing} {problem}|Question about {thing}|FW: {thing}|Request: new {thing}|Cannot open {thing}|"
    "{thing} {problem} since update|Meeting on {thing}|{thing} for {place}|Urgent - {thing} {problem}|Update {thing}|"
    "Re: Re: {thing}|Fix {thing}|Reminder: {thing}|No access to {thing}|{thing} review|Change {thing}"
)
THINGS: dict[str, tuple[str, ...]] = {
    domain: tuple(words.split("|"))
    for domain, words in {
        "commerce": "order confirmation|gift card|delivery|refund|price list|checkout page|coupon|returns label|catalog",
        "social": "profile picture|friend request|group settings|newsletter|password|event page|video upload|comments",
        "finance": "invoice|account statement|wire transfer|loan application|credit card|tax form|budget|payment",
        "health": "lab results|appointment|prescription|insurance claim|referral|vaccination record|X-ray|discharge form",
        "logistics": "shipment|customs papers|pallet label|pickup|route plan|warehouse gate|container|delivery note",
        "enterprise": "VPN access|laptop|quarterly report|printer|payroll|onboarding|meeting room|contract|mailbox",
    }.items()
}
PROBLEMS = items(
    "not working|delayed|missing|wrong|is late|has expired|needs approval|was rejected|lost|not received|doubled|"
    "still open|too slow|incomplete|on hold"
)

NOTE_PATTERNS = items(
    "left message|call back {day}|no answer|ok with {name}|see {thing}|paid in cash|wants refund|new {thing}|sent {day}|"
    "waiting for {name}|{name} to check|moved to {place}|double entry|ask {name}|as agreed|done by {name}|to be checked|"
    "customer on vacation|{thing} received {day}|wrong number|second reminder|no {thing}|lives in {place}|prefers e-mail"
)
DAYS = (*words("Monday Tuesday Wednesday Thursday Friday today tomorrow"), "next week", "in May")

DISH_PATTERNS = items("{a} {b}|{a} {b} with {s}|{b} and {s}|{a} {s} {b}|{b} {style}|{s} {b}")
DISH_ADJECTIVES = words(
    "Grilled Roasted Spicy Creamy Fried Smoked Crispy Fresh Homemade Stuffed Sweet Baked"
)
DISH_BASES = words(
    "Chicken Salmon Rice Pasta Soup Salad Tacos Burger Curry Lamb Tofu Pizza Risotto Noodles Omelette Beef Pie Steak"
)
DISH_SIDES = [
    "Mushrooms",
    "Garlic",
    "Lemon",
    "Tomato",
    "Basil",
    "Cheese",
    "Spinach",
    "Peanuts",
    "Potatoes",
    "Herbs",
    "Avocado",
    "Ginger",
]
DISH_STYLES = items(
    "alla Romana|à la Crème|Teriyaki|Bolognese|Florentine|Provençale|Madras|al Forno"
)

PLACE_PATTERNS = items(
    "{n} Hotel|Hotel {n}|{n} Elementary School|{n} Park|St. {s} Church|{n} Library|{n} Medical Center|Café {n}|"
    "{n} University|{n} Museum of Art|The {n} Inn|{n} High School|{n} Airport|{n} Stadium|{s}'s Diner|{n} Pharmacy"
)

COURSE_PATTERNS = items(
    "Introduction to {f}|Advanced {f}|{f} for Beginners|{f} II|Applied {f}|Topics in {f}|{f} and {g}|Foundations of {f}|"
    "{f} Workshop|Seminar: {f}|History of {f}|{f} in Practice"
)
FIELDS = items(
    "Statistics|Organic Chemistry|Marketing|Data Science|Philosophy|Microeconomics|Nursing|Graphic Design|Law|Physics|"
    "Machine Learning|Accounting|Art History|Public Health|Robotics|Music Theory|Geology|Project Management|Ethics"
)

LATIN_FIRST = words(
    "Quercus Rosa Canis Felis Salmo Pinus Acer Bufo Larus Carex Viola Apis Ursus Corvus Rana Betula"
)
LATIN_SECOND = words(
    "alba vulgaris major minor communis sylvestris montana europaea orientalis gracilis rubra palustris nigra arvensis "
    "lutea officinalis canadensis japonica hirsuta maritima"
)

QUERY_PATTERNS = items(
    "{thing} {place}|best {thing}|{thing} near me|cheap {thing} online|how to cancel {thing}|what is {thing}|"
    "{thing} phone number|{thing} {year}|{thing} vs {other}|{place} weather|is {thing} free|{thing} login"
)

LOCAL_TITLES: dict[str, tuple[str, str]] = {
    "de": (
        "Das {a} {n}|{n} im {m}",
        "alte|letzte|stille|kleine|dunkle;Haus|Fest|Meer|Lied|Tal|Spiel;Winter|Wald|Regen|Mai",
    ),
    "fr": (
        "Le {a} {n}|Un {n} en {m}",
        "petit|grand|dernier|vieux;jardin|voyage|roman|monde|secret;hiver|Provence|mer|été",
    ),
    "es": (
        "El {a} {n}|Un {n} de {m}",
        "último|viejo|largo|pequeño;camino|sueño|mar|viaje|jardín;invierno|verano|noche|abril",
    ),
    "pt": (
        "O {a} {n}|Um {n} de {m}",
        "último|velho|pequeno|grande;caminho|sonho|mar|jardim;inverno|verão|abril|domingo",
    ),
    "it": (
        "Il {a} {n}|Un {n} di {m}",
        "ultimo|vecchio|piccolo|lungo;viaggio|giardino|mare|sogno;inverno|notte|aprile",
    ),
    "nl": (
        "Het {a} {n}|Een {n} in {m}",
        "oude|kleine|laatste|stille;huis|lied|boek|meer;mei|Utrecht|winter",
    ),
    "pl": ("{a} {n}|{n} i {m}", "Ostatni|Stary|Cichy|Mały;dom|las|ogród|pociąg;zima|morze|noc"),
    "ru": (
        "{a} {n}|{n} и {m}",
        "Последний|Старый|Тихий|Белый;дом|сад|город|берег;море|зима|ночь|снег",
    ),
    "zh": ("{a}的{n}|{m}与{n}", "最后|遥远|美丽|沉默|小小;城市|花园|故事|河流|星空;冬天|大海|春风"),
    "ja": ("{a}{n}|{m}と{n}", "静かな|小さな|最後の|青い|遠い;庭|町|約束|星|物語;冬|海|雨|猫"),
    "ar": (
        "{n} {a}|{n} و{m}",
        "الأخير|القديم|الصغير|الجميل;البيت|الطريق|البحر|الحلم;الليل|الشتاء|المدينة",
    ),
    "hi": ("{a} {n}|{n} और {m}", "आखिरी|पुराना|छोटा|नया;घर|रास्ता|शहर|सपना;सागर|रात|बारिश"),
    "el": (
        "Το {a} {n}|{n} και {m}",
        "παλιό|μικρό|τελευταίο;σπίτι|ταξίδι|βιβλίο|νησί;θάλασσα|χειμώνας|νύχτα",
    ),
    "tr": ("{a} {n}|{n} ve {m}", "Son|Eski|Küçük|Sessiz;Ev|Yol|Deniz|Bahçe;Kış|Gece|Yağmur"),
}
"""Patterns of titles, then words for {a}; {n}; {m}."""

QUESTIONS = items(
    "How can I change {a} after {b} has been sent?|What is the best way to get {a} without losing {b}?|"
    "Why does {a} look different from {b} on my phone?|How satisfied are you with {a} and with {b}?|"
    "Do I have to pay again if {a} was part of {b}?|Which of the following describes {a} best?|"
    "Has anyone else had trouble with {a} since {b} was changed?|Where do I find {a}, and who can see {b}?|"
    "In the last {n} months, how often did you use {a}?|Is it possible to share {a} with {n} other people?"
)
