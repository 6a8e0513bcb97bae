"""Small vocabularies for categorical columns: (concept of the header, values), by domain or language.

An entry is "concept: value|value|…". Values keep the order of their levels where they have one.
"""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

Vocabulary = tuple[str, tuple[str, ...]]


def _parse(text: str) -> tuple[Vocabulary, ...]:
    entries = []
    for line in text.strip().splitlines():
        concept, _, values = line.partition(": ")
        entries.append((concept.strip(), tuple(values.split("|"))))
    return tuple(entries)


COMMON = _parse("""
gender: Male|Female
gender: M|F
gender: male|female|other
gender: Man|Woman|Non-binary|Prefer not to say
gender: f|m
level: Low|Medium|High
level: low|medium|high|critical
level: Basic|Standard|Premium
level: Beginner|Intermediate|Advanced|Expert
level: Bronze|Silver|Gold|Platinum
grade: A|B|C|D|E|F
grade: A+|A|A-|B+|B|B-|C+|C|C-|D|F
agreement: Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree
agreement: Very unlikely|Unlikely|Neutral|Likely|Very likely
agreement: Never|Rarely|Sometimes|Often|Always
agreement: Very dissatisfied|Somewhat dissatisfied|Neutral|Somewhat satisfied|Very satisfied
agreement: Poor|Fair|Good|Very Good|Excellent
answer: Yes|No|Maybe
answer: Yes, always|Yes, sometimes|No, never|I don't know
age group: 0-17|18-24|25-34|35-44|45-54|55-64|65+
age group: <18|18-30|31-45|46-60|>60
age group: under 20|20 to 39|40 to 59|60 and over
income group: < 25k|25k-50k|50k-75k|75k-100k|> 100k
income group: $0 - $24,999|$25,000 - $49,999|$50,000 - $99,999|$100,000 and up
size: XS|S|M|L|XL|XXL
size: Small|Medium|Large
size: 1-10|11-50|51-200|201-500|501-1000|1000+
colour: Red|Blue|Green|Black|White|Yellow|Grey|Silver|Brown
colour: black|white|navy|beige|burgundy|olive|teal|charcoal|rose gold
weekday: Mon|Tue|Wed|Thu|Fri|Sat|Sun
weekday: Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
month: January|February|March|April|May|June|July|August|September|October|November|December
month: jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec
season: Spring|Summer|Autumn|Winter
direction: N|NE|E|SE|S|SW|W|NW
direction: North|South|East|West
continent: Africa|Asia|Europe|North America|South America|Oceania
country code: US|GB|DE|FR|ES|IT|BR|IN|CN|JP|MX|CA|AU|NL|PL|SE|TR|ZA|AR|KR
country code: USA|GBR|DEU|FRA|ESP|ITA|BRA|IND|CHN|JPN|MEX|CAN|AUS|NLD
country: United States|Germany|France|United Kingdom|Spain|Italy|Brazil|India|China|Japan|Mexico|Canada
state: NY|CA|TX|FL|IL|PA|OH|GA|NC|MI|NJ|VA|WA|AZ|MA|TN|IN|MO|MD|WI|CO|MN|SC|AL|LA|KY|OR|OK|CT|UT
state: California|Texas|New York|Florida|Illinois|Pennsylvania|Ohio|Georgia|Michigan|Virginia|Washington
language code: en|de|fr|es|it|pt|ru|zh|ja|ar|hi|nl|pl|tr
language code: en-US|en-GB|de-DE|fr-FR|pt-BR|zh-CN
language: English|Spanish|French|German|Mandarin|Arabic|Portuguese|Hindi
currency code: USD|EUR|GBP|JPY|CHF|INR|BRL|CNY|PLN|SEK
marital status: single|married|divorced|widowed|separated
education: High school|Some college|Bachelor's degree|Master's degree|Doctorate
education: Primary|Secondary|Tertiary|None
weather: sunny|cloudy|rain|snow|fog|windy
animal: Dog|Cat|Bird|Rabbit|Other
species: setosa|versicolor|virginica
activity: WALKING|SITTING|STANDING|LAYING|WALKING_UPSTAIRS|WALKING_DOWNSTAIRS
breed: Labrador Retriever Mix|Domestic Shorthair|Beagle|Chihuahua|German Shepherd|Poodle|Boxer|Siamese|Pug
party: Democratic|Republican|Independent|Green|Libertarian
genre: Drama|Comedy|Action|Thriller|Horror|Romance|Documentary|Sci-Fi|Fantasy|Animation
rating class: G|PG|PG-13|R|NC-17|Not Rated
fuel: Petrol|Diesel|Electric|Hybrid|LPG|CNG
building: House|Apartment|Townhouse|Studio|Duplex|Villa
building: Residential|Commercial|Industrial|Vacant Land|Mixed Use
material: wood|steel|aluminium|plastic|glass|concrete|brick
race: White|Black|Asian|Hispanic|Native American|Other
position: Goalkeeper|Defender|Midfielder|Forward
position: G|F|C|PG|SG|SF|PF
cuisine: Italian|Chinese|Mexican|Indian|Thai|French|Japanese|American|Greek|Vietnamese
zone: A|B|C|D
zone: R1|R2|C1|C2|M1|M2
quality: unworn|worn
quality: acceptable|unacceptable|good|vgood
quality: Ex|Gd|TA|Fa|Po
""")

BY_DOMAIN: dict[str, tuple[Vocabulary, ...]] = {
    "commerce": _parse("""
order status: pending|paid|shipped|delivered|cancelled|returned|refunded
order status: Completed|Processing|On Hold|Cancelled|Refunded|Failed
payment: credit_card|paypal|bank_transfer|cash|gift_card|invoice
payment: Visa|Mastercard|Amex|PayPal|Cash
category: Electronics|Clothing|Home & Kitchen|Books|Toys & Games|Beauty|Sports & Outdoors|Grocery|Automotive
category: Women's Clothing > Dresses|Women's Clothing > Tops|Men's Shoes|Accessories > Bags|Kids
brand: Nike|Adidas|Puma|Reebok|Asics|New Balance|Under Armour
brand: Samsung|Apple|Sony|LG|Huawei|Xiaomi|Lenovo|HP|Dell|Asus
channel: web|store|mobile app|phone|marketplace
segment: Consumer|Corporate|Home Office|Small Business
condition: new|used|refurbished|for parts
shipping: Standard Class|Second Class|First Class|Same Day
"""),
    "social": _parse("""
post type: photo|video|link|status|event|poll
platform: iOS|Android|Web|Other
platform: Twitter for iPhone|Twitter for Android|Twitter Web App|TweetDeck|Instagram
sentiment: positive|neutral|negative
privacy: public|friends|private|only me
role: member|moderator|admin|owner|banned
reaction: like|love|haha|wow|sad|angry
topic: politics|sports|music|technology|travel|food|science|fashion
browser: Chrome|Firefox|Safari|Edge|Opera
relationship: friend|follower|blocked|following
"""),
    "finance": _parse("""
transaction type: debit|credit|transfer|fee|interest|withdrawal|deposit
transaction type: CASH_OUT|PAYMENT|CASH_IN|TRANSFER|DEBIT
account type: checking|savings|money market|credit card|mortgage
loan purpose: debt_consolidation|credit_card|home_improvement|major_purchase|small_business|car|medical
loan status: Fully Paid|Charged Off|Current|Late (31-120 days)|In Grace Period
rating class: AAA|AA|A|BBB|BB|B|CCC|D
sector: Financials|Energy|Health Care|Utilities|Information Technology|Real Estate|Materials|Industrials
exchange: NYSE|NASDAQ|LSE|XETRA|TSE|HKEX
ownership: RENT|OWN|MORTGAGE|OTHER
term: 36 months|60 months
frequency: Monthly|Quarterly|Semiannual|Annual
risk class: low|moderate|substantial|high
"""),
    "health": _parse("""
blood type: A+|A-|B+|B-|AB+|AB-|O+|O-
blood type: A|B|AB|O
diagnosis code: E11.9|I10|J45.909|M54.5|F32.9|K21.9|N39.0|Z00.00|R07.9|J06.9
department: Cardiology|Oncology|Neurology|Pediatrics|Radiology|Emergency|Surgery|Psychiatry
smoking: never|former|current
smoking: never smoked|formerly smoked|smokes|Unknown
outcome: recovered|improved|unchanged|deceased
severity: mild|moderate|severe
admission: Emergency|Elective|Urgent|Newborn|Trauma
insurance: Medicare|Medicaid|Private|Self-Pay|Other
route: oral|IV|IM|topical|inhaled|subcutaneous
test result: Normal|Abnormal|Inconclusive
allele: AA|AG|GG
chest pain: typical angina|atypical angina|non-anginal pain|asymptomatic
"""),
    "logistics": _parse("""
shipment status: in transit|delivered|delayed|out for delivery|customs|returned to sender|lost
carrier: DHL|UPS|FedEx|DPD|Hermes|GLS|TNT|USPS
mode: air|sea|road|rail
mode: Truck|Rail|Ocean|Air|Air Charter
incoterm: EXW|FOB|CIF|DAP|DDP|FCA
vehicle: van|truck|trailer|bike|car
airport: JFK|LAX|LHR|CDG|FRA|DXB|SIN|HND|AMS|IST|ORD|ATL|DFW|MAD
container: 20GP|40GP|40HC|45HC|20RF|40RF
warehouse: WH-North|WH-South|WH-East|WH-West
packaging: box|pallet|crate|envelope|drum|bag
delay reason: weather|traffic|mechanical|customs hold|address unknown|carrier|late aircraft
terminal: T1|T2|T3|T4
"""),
    "enterprise": _parse("""
department: Sales|Marketing|Finance|HR|IT|Operations|Legal|R&D|Customer Support
ticket status: open|in progress|resolved|closed|reopened|waiting for customer
ticket status: New|Assigned|Pending|Resolved|Closed
priority: P1|P2|P3|P4
priority: 1 - Critical|2 - High|3 - Moderate|4 - Low
employment: full-time|part-time|contractor|intern|temporary
stage: Prospecting|Qualification|Proposal|Negotiation|Closed Won|Closed Lost
industry: Manufacturing|Retail|Healthcare|Financial Services|Education|Government|Technology|Energy
environment: dev|test|staging|prod
log level: DEBUG|INFO|WARN|ERROR|FATAL
site: Berlin|London|New York|Singapore|Paris
travel: Travel_Rarely|Travel_Frequently|Non-Travel
office: HQ|Branch|Remote
visa: H-1B|L-1|F-1|O-1|J-1
"""),
}

BY_LANGUAGE: dict[str, tuple[Vocabulary, ...]] = {
    "de": _parse("""
gender: männlich|weiblich|divers
marital status: ledig|verheiratet|geschieden|verwitwet
state: Bayern|Hessen|Sachsen|Berlin|Hamburg|Niedersachsen|Nordrhein-Westfalen|Baden-Württemberg
order status: offen|bezahlt|versendet|storniert|zurückgegeben
level: niedrig|mittel|hoch
colour: rot|blau|grün|schwarz|weiß|gelb|grau
weekday: Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag
salutation: Herr|Frau
"""),
    "fr": _parse("""
gender: homme|femme
marital status: célibataire|marié(e)|divorcé(e)|veuf/veuve|pacsé(e)
state: Île-de-France|Bretagne|Normandie|Occitanie|Nouvelle-Aquitaine|Grand Est|Hauts-de-France
order status: en attente|payée|expédiée|livrée|annulée
level: faible|moyen|élevé
colour: rouge|bleu|vert|noir|blanc|jaune|gris
category: Alimentation|Vêtements|Électroménager|Loisirs|Beauté|Jardin
salutation: M.|Mme|Mlle
"""),
    "es": _parse("""
gender: hombre|mujer
marital status: soltero|casado|divorciado|viudo
state: Andalucía|Cataluña|Madrid|Galicia|País Vasco|Castilla y León|Comunidad Valenciana
order status: pendiente|pagado|enviado|entregado|cancelado
level: bajo|medio|alto
colour: rojo|azul|verde|negro|blanco|amarillo|gris
weekday: lunes|martes|miércoles|jueves|viernes|sábado|domingo
"""),
    "pt": _parse("""
gender: masculino|feminino
marital status: solteiro|casado|divorciado|viúvo
state: SP|RJ|MG|BA|RS|PR|PE|CE|SC|GO|DF
order status: aguardando|pago|enviado|entregue|cancelado
level: baixo|médio|alto
colour: vermelho|azul|verde|preto|branco|amarelo
region: Norte|Nordeste|Centro-Oeste|Sudeste|Sul
"""),
    "it": _parse("""
gender: maschio|femmina
marital status: celibe|nubile|coniugato|divorziato|vedovo
state: Lombardia|Lazio|Toscana|Sicilia|Veneto|Piemonte|Campania|Emilia-Romagna
order status: in attesa|pagato|spedito|consegnato|annullato
level: basso|medio|alto
colour: rosso|blu|verde|nero|bianco|giallo
"""),
    "nl": _parse("""
gender: man|vrouw
state: Noord-Holland|Zuid-Holland|Utrecht|Gelderland|Friesland|Groningen
order status: in behandeling|betaald|verzonden|geleverd|geannuleerd
"""),
    "pl": _parse("""
gender: mężczyzna|kobieta
state: mazowieckie|śląskie|małopolskie|pomorskie|łódzkie|wielkopolskie
order status: nowe|opłacone|wysłane|dostarczone|anulowane
"""),
    "tr": _parse("""
gender: erkek|kadın
order status: beklemede|ödendi|kargoda|teslim edildi|iptal
marital status: bekar|evli|boşanmış
"""),
    "ru": _parse("""
gender: мужской|женский
gender: м|ж
order status: новый|оплачен|отправлен|доставлен|отменён
level: низкий|средний|высокий
colour: красный|синий|зелёный|чёрный|белый
marital status: холост|женат|в разводе|не указано
"""),
    "el": _parse("""
gender: άνδρας|γυναίκα
order status: σε αναμονή|πληρώθηκε|απεστάλη|παραδόθηκε|ακυρώθηκε
level: χαμηλό|μεσαίο|υψηλό
"""),
    "zh": _parse("""
gender: 男|女
order status: 待付款|已付款|已发货|已完成|已取消
level: 低|中|高
state: 北京|上海|广东|浙江|江苏|四川|湖北|山东
colour: 红色|蓝色|绿色|黑色|白色
"""),
    "ja": _parse("""
gender: 男性|女性
order status: 未払い|支払済|発送済|配達完了|キャンセル
level: 低|中|高
category: カメラ|パソコン|テレビ|スマートフォン|アクセサリー|その他
level: とても良い|良い|ふつう|悪い
state: 東京都|大阪府|北海道|愛知県|福岡県|京都府|神奈川県
"""),
    "ar": _parse("""
gender: ذكر|أنثى
order status: قيد الانتظار|مدفوع|تم الشحن|تم التسليم|ملغى
level: منخفض|متوسط|مرتفع
"""),
    "hi": _parse("""
gender: पुरुष|महिला
order status: लंबित|भुगतान हो गया|भेजा गया|पहुँचाया गया|रद्द
level: कम|मध्यम|उच्च
"""),
}
