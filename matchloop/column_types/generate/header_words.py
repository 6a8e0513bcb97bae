"""What columns are called: phrases of each concept, in English; of each domain where they differ.

A concept without an entry is its own phrase ("blood type"). {n} stands for a small number, {axis}
for X, Y or Z. Phrases are lower-case words; style and abbreviation come later (`headers`).
"""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from matchloop.column_types.generate.lists import phrases

HEADERS: dict[str, tuple[str, ...]] = phrases("""
id: id|record id|row id|object id|item id|key|number|ref no|index|serial number|unique id|case id|source id|parent id|user id|entry no|nr|pk
key: id|uuid|guid|key|external id|session id|token|request id|correlation id|public id|global id|video id|object key|api key
hash: hash|md5|sha1|checksum|commit|fingerprint|digest|object id|etag|content hash|tx hash|file hash
code: code|item code|reference code|reference|ref|key|document no|doc number|internal code|external ref|case number
article: sku|part number|article no|item number|model number|asset tag|catalog number|material no|mpn
ean13: ean|ean13|gtin|barcode|product barcode|ean code
ean8: ean8|ean|barcode|gtin 8
upc: upc|upc code|barcode|gtin
isbn13: isbn|isbn13|isbn 13|book isbn
isbn10: isbn|isbn10|book id
issn: issn|journal issn|print issn|eissn
card: card number|credit card|pan|card no|cc num|account number
imei: imei|device id|serial number|imei number
iban: iban|bank account|account iban|iban number|creditor account
vin: vin|vehicle id|chassis number|vin number
cpf: cpf|taxpayer id|document number|cpf cliente
tax number: ssn|tax id|ein|vat number|national id|social security number|fiscal code|registration number|passport no
plate: license plate|plate number|registration|vehicle registration|plate
email: email|e-mail|email address|contact email|user email|work email|mail|primary email|customer email
phone: phone|phone number|mobile|telephone|contact number|fax|cell|home phone|work phone|phone {n}|tel|msisdn
url: url|link|website|web page|homepage|source url|href|profile url|page url|event url|web address|source|references|permalink
image url: image url|image|photo url|thumbnail|picture|avatar|img|logo url|cover image|main image
ip address: ip|ip address|client ip|source ip|host|remote addr|server|dst ip|login ip
mac address: mac|mac address|device mac|hardware address|bssid
path: file|file name|path|file path|filename|document|attachment|image file|source file|object key|location
username: username|user name|login|handle|screen name|user|twitter|nickname|author handle|account name
doi: doi|article doi|reference|publication|paper id
orcid: orcid|author id|researcher id
isin: isin|security id|instrument|isin code
accession: accession|sample id|geo accession|sample
snp: snp|rsid|marker|variant id
short link: short link|short url|link|url
ssn: ssn|social security number|national id
ein: ein|employer id|tax id|registration number
vat: vat number|vat id|tax number|ust id
siret: siret|siren|company registration no|registration number
aadhaar: aadhaar|aadhaar no|uid|national id
pan: pan|pan number|tax id|pan no
match: match|fixture|game|teams|pair|event|route|contest
month period: month|year month|billing month|period|reporting month|mth
quarter period: quarter|period|fiscal quarter|reporting quarter|qtr
week period: week|iso week|calendar week|week no|kw
year period: season|fiscal year|school year|academic year|financial year
activity status: status|active|account status|state|user status|contract status|is active
feature status: status|notifications|setting|feature status|two factor auth|auto renew
result: result|test result|outcome|inspection result|check|exam result
attendance: attendance|present|gene expression|marker|symptom fever
stock status: availability|stock status|in stock|stock
vital status: vital status|outcome|patient status|status
validity: validation status|validity|valid|check result
switch: switch|power state|heater|light|pump|valve state|alarm
checkbox: consent|terms accepted|newsletter checkbox|opt in
ticker: ticker|symbol|stock symbol|ticker symbol|stock|security
count: count|total|number of items|num records|quantity|occurrences|frequency|visits|views|likes|clicks|sales|n|total count|units|followers|\
comments|downloads|shares|cases|deaths|votes|applicants|enrolled|reviews count|installs|page views|retweets|num employees|hits
age: age|age years|patient age|customer age|age at admission|house age|age of respondent|vehicle age
body height: height|height cm|body height|player height
body weight: weight|weight kg|body weight|birth weight
score: score|points|test score|total score|math score|exam result|performance score|final grade points|index score
temperature: temperature|temp|temp c|avg temperature|max temp|min temp|inside temp|temperature max c
speed: speed|wind speed|max speed|average speed|download speed|velocity
heart rate: heart rate|pulse|bpm|max heart rate|resting heart rate
blood pressure: blood pressure|systolic|sbp|ap hi|bp|resting bp
duration: duration|time taken|elapsed|minutes|runtime|response time|length of stay|call duration|trip duration|days to close|lead time|age|seconds
humidity: humidity|relative humidity|rh|moisture
credit score: credit score|fico|credit rating score|fico range low
rare events: accidents|complaints|errors|defects|returns|incidents|absences|refunds|claims|late payments|penalties|injuries|assists|red cards|own goals|transfers|stops|retries|failures|warnings|convictions|bedrooms|garages|fireplaces|pools|doors|windows|pets|siblings|num {n} errors|cancellations
multiplier: weight factor|multiplier|factor|coefficient|odds|loading|boost|modifier|scaling|weighting|difficulty factor|penalty factor|rate class
children: children|number of children|num kids|dependents|siblings|no of dependents
rooms: rooms|bedrooms|bathrooms|total rooms|beds|baths|garage cars|num rooms|floors
goals: goals|home goals|away goals|assists|wickets|runs scored|touchdowns
household size: household size|hh size|family size|number of people|persons in household|hhsize
visits: visits|number of visits|num orders|complaints|inquiries last {n} months|calls|purchases|prior cases
quantity: quantity|qty|units sold|items|order quantity|pieces|number of items|amount
attempts: attempts|retries|number of attempts|tries|num logins
amount large: amount|total|revenue|population|budget|sales|income|net income|total assets|gross profit|expenditure|market cap|volume|\
turnover|views|balance|gdp|annual salary|salary|value|total expenditure|land area|costs|capital|loan amount|net worth|area
measure: value|measurement|result|level|width|length|depth|height|concentration|density|mean|avg|x|y|z|reading|ph|alcohol|sugar|area|\
pressure|weight|distance|thickness|petal length|sepal width|albumin|glucose|cholesterol|bmi|carbon emissions|yield|hardness|radius mean
sensor: sensor {n}|{axis}{n} output current|{axis}{n} actual position|acc {axis}|gyro {axis}|t body acc mean {axis}|pm25|co2|voltage|current|\
power|temperature sensor {n}|s{n}|channel {n}|motor {axis} load|f body gyro std {axis}|vibration {axis}|mag {axis}|pixel{n}|flow rate
statistic: mean|std|variance|skewness|kurtosis|correlation|coefficient|slope|z score|pc{n}|beta|estimate|residual|entropy|effect|log odds|\
standard error|ci lower|delta|change|gradient|weight {n}|embedding {n}|feature {n}|v{n}
ratio: ratio|share|rate|proportion|probability|confidence|fraction|percentage|utilization|churn rate|likelihood|p|score|conversion rate|\
error rate|unemployment rate|literacy rate|accuracy|similarity|discount
p value: p value|pval|significance|concentration|e value|q value
price: price|unit price|amount|cost|total price|list price|fee|total amount|subtotal|fare|sale price|value|rent|tax|payment|charge|tip|\
shipping cost|median price|premium|price usd|net amount|gross amount|wage|salary|discount amount|revenue
balance: balance|net|profit|gain loss|ending balance|debit credit|cash flow|variance|adjustment|net change|result|operating income
latitude: latitude|lat|y|geo lat|start lat|pickup latitude|lat min|y coordinate|northing
longitude: longitude|lon|lng|long|x|geo lon|start lng|pickup longitude|lng max|x coordinate
rating: rating|avg rating|stars|user rating|review score|score|average rating|imdb score|overall rating|gpa
dose: dose|dosage|setting|feed rate|clamp pressure|strength|dose mg|concentration level|step size
share price: open|high|low|close|adj close|price|last|bid|ask|vwap|nav|index value|exchange rate
percent: percent|pct|share|% change|% of total|growth|rate|interest rate|discount|margin|% female|completion|humidity|change|apr|yield|tax rate|\
poverty rate|% increase|turnout %
change: change|net change|diff|delta|daily change|points change|difference|plus minus|gain
weight: weight|gross weight|net weight|package weight|item weight|serving size
length: length|width|height|size|diameter|depth|dimension|screen size
distance: distance|distance km|trip distance|range|mileage|distance to center|route length
file size: file size|size|memory|storage|ram|bytes|attachment size|app size
volume: volume|capacity|content|tank size|liters
energy: power|energy|consumption|battery|calories|clock speed|output|voltage
area: area|living area|floor space|size|plot size|square meters|surface
date: date|day|date of record|period|report date|time|trade date|datum|as of date|week starting|dt|observation date
event date: date|created at|updated at|start date|end date|order date|publish date|created|modified|last update|registered on|date added|\
created date|closed date|opened|last seen|report date|inspection date|approved on|signed on|effective date|valid from|valid to|\
sale date|transaction date|posting date|last login|join date|issue date|review date|completed at|deleted at|received|submission date
timestamp: timestamp|ts|time|datetime|event time|created at|logged at|updated|last modified|unix time|epoch|created utc|event timestamp|\
date time|recorded at|start time|end time|inserted at
birth date: birth date|date of birth|dob|birthday|born|birthdate|bdate
due date: due date|expiry date|expiration date|deadline|valid until|end date|maturity date|next visit|expected delivery|renewal date|eta
period: period|month|quarter|week|year month|fiscal period|reporting period|season|year|billing month|school year|fiscal year|reference period
time: time|start time|end time|departure time|arrival time|opening time|check in|time of day|scheduled time|incident time|hour|closes
year: year|yr|birth year|fiscal year|model year|release year|year built|founded|graduation year|year of publication|season|start year|vintage
person: name|full name|customer name|contact|contact name|author|employee|employee name|owner|patient name|student|player|passenger|manager|\
director|artist|speaker|recipient|driver|instructor|borrower|candidate|created by|doctor|account holder
first name: first name|given name|fname|forename|name|first|nickname
last name: last name|surname|family name|lname|last|name
product: product|product name|item|item name|description|title|article|product title|name|model|item description|goods
title: title|name|book title|movie title|song|track name|album|headline|article title|event name|film|show|episode|primary title
company: company|company name|organization|employer|vendor|supplier|business name|manufacturer|client|account name|name|customer|facility|\
institution|issuer|publisher|firm|sponsor
job: job title|position|occupation|title|role|job|profession|designation|employee title
city: city|town|location|place|birthplace|municipality|destination|origin|venue city|city name|hometown|county|station
address: address|street|street address|address line {n}|location|mailing address|home address|shipping address|addr|property address|site
venue: venue|place|name|facility|school|hotel|location|station name|restaurant|landmark|hotel name|stadium|school name
subject: subject|title|summary|issue|task|short description|topic|request|ticket title|headline|name|issue title
short note: note|notes|remark|remarks|comment|memo|status note|info|annotation|additional info|other
dish: dish|recipe|menu item|food|item|meal|recipe name|name|product
course: course|course name|program|project|module|class|training|degree|major|project name|program title
species name: species|scientific name|taxon|name|organism|latin name
query: query|search term|keyword|search query|keywords|search|term
slogan: slogan|tagline|motto|catch phrase|claim|goal|mission|theme|short description
keyword: keyword|word|term|tag|label|name|phrase|topic|token
review: review|review text|reviews|comment|feedback|customer review|text|body|content|opinion|reviews text|positive review|review body
description: description|desc|product description|details|about|long description|item description|text|info|notes|specification|\
job description|full description|overview|responsibilities
comment: comment|comments|remarks|notes|text|message|content|tweet|post|body|narrative|note|tweet text|consumer complaint|full text|\
additional comments|feedback|other comments|status text
ticket: description|issue description|problem|message|body|details|resolution|ticket text|steps|request text|work notes|issue
summary: summary|abstract|plot|bio|synopsis|overview|description|about|text|biography|story|event description|short bio|background
clinical note: notes|clinical notes|findings|impression|history|diagnosis text|assessment|report|comment|plan|hpi|observations
abstract: abstract|summary|text|description|motivation|objectives|conclusion|methods|project abstract
body: body|content|text|html|message|email body|description|body html|article|transcript|page content|post content
definition: definition|description|short definition|long definition|meaning|indicator name|note|fact|explanation|notes|how calculated
question: question|question text|title|text|prompt|customer question|faq|message|item
class code: class|group|category|type|cluster|status|label|level|region|code|segment|stratum|grade|target|rank class|type code|zone|\
q{n}|q{n} answer|species|category code|status code|class id|ward|race|sex|education|job level|work life balance|quality|cp|\
month|weekday|day of week|shift|pclass|district|response|tier|stage|band|block|product line|mode|survey q{n}|marital|risk group
category: category|type|class|group|kind|subcategory|product category|department|classification|sub group|main category|division
type: type|kind|class|item type|record type|sub type|product type|event type|form
group: group|arm|cohort|cluster|version|treatment|phase|segment|level|batch|split|stage
site: site|location|station|store|branch|facility|park|route|line|neighborhood|region name|plant|start station name|borough
region: region|area|zone|territory|district|neighborhood|province|county|sales region|department
city: city|town|location|place|municipality|origin|destination|agent city|hub
country: country|nation|country name|nationality|origin country|ship country|birth country|country of origin|market
brand: brand|manufacturer|vendor|make|supplier|publisher|airline|carrier|team|club
agent: agent|owner|assigned to|sales rep|author|manager|judge|salesperson|reviewer|account manager|driver
postcode: postcode|zip|zip code|postal code|zipcode|plz
industry code: industry code|sic code|naics code|nace|sector code|isic
area code: area code|region code|dialing code|prefix
district: district|ward|precinct|council district|zone|block
country code: country code|country|iso|nation code|iso2|cc|market
country: country|country name|nation
state: state|province|state code|region|st|shipping state|state name|addr state
language code: language|lang|locale|language code|original language
currency code: currency|currency code|ccy|curr
marital status: marital status|marital|civil status|family status
gender: gender|sex|applicant sex|gen|patient sex
level: level|priority|tier|severity|risk|plan|membership|status|difficulty|skill level|urgency|intensity
grade: grade|letter grade|class|final grade|rating|sub grade
agreement: response|answer|satisfaction|opinion|q{n}|how satisfied are you|frequency|likelihood|agreement|q{n} rating
answer: answer|response|q{n}|willing to participate|choice|do you agree
age group: age group|age range|age band|age|age bracket
income group: income|income group|income range|household income|salary band
size: size|company size|shirt size|size class|employee size
colour: color|colour|paint|hair color|eye color|exterior color|color name
animal: animal|animal type|species|pet type
quality: quality|condition|kitchen qual|state|tool condition|exter cond|class
order status: order status|status|state|order state|fulfillment status
ticket status: status|ticket status|state|issue status|incident state
shipment status: status|shipment status|delivery status|tracking status
survey question: q{n}|employment status|current role|experience|survey answer|q{n} answer|where do you use it|how often|contact method
flag: is active|active|flag|deleted|is deleted|verified|enabled|has children|subscribed|opt in|is admin|valid|approved|paid|visible|\
published|is default|newsletter|married|smoker|success|completed|is new|consent|has error|available|default|churn|survived|fraud|\
is valid|confirmed|locked|public|success flag|outlier|missing|has image|eligible|opted out|is public|q{n} yes no
payload: payload|data|json|metadata|meta|raw|properties|attributes|params|config|extra|details|context|custom fields|blob|response|event data|\
settings|headers|options|content|raw data
list: tags|list|items|categories|genres|keywords|labels|ids|members|skills|ingredients|actors|languages|products|authors|values|options|\
amenities|features|names|scores|related items
location: location|geometry|geo|coordinates|the geom|point|lat long|position|geom|shape
anything: data|value|info|misc|other|field|content|text|name|code|notes|custom {n}|reserved|filler|tmp|temp|test|extra {n}|attribute {n}|\
spare|free {n}|comment {n}|unused|legacy|variable|footnotes|old value|s{n}p{n}c{n}
""")

BY_DOMAIN: dict[str, dict[str, tuple[str, ...]]] = {
    "commerce": phrases("""
id: order id|customer id|product id|invoice no|cart id|seller id|vendor id|order number|transaction id|store id|store no|item id
count: quantity sold|orders|stock|reviews|items sold|inventory|num reviews|units sold|wishlist count|returns
flag: in stock|is gift|returned|on sale|refunded|first order|free shipping|featured|backorder|loyalty member|prime|discontinued
event date: order date|purchase date|ship date|payment date|return date|listed on|delivered at|invoice date
price: price|unit price|item price|total price|msrp|sale price|discount price|order total|shipping fee|freight value
code: sku|product code|coupon code|order ref|promo code|article code
"""),
    "social": phrases("""
id: user id|post id|tweet id|comment id|thread id|group id|page id|account id|message id|reply to id|author id
count: likes|followers|shares|retweets|comments|friends count|views|favorites|upvotes|following count|num posts|mentions
flag: verified|is retweet|private|muted|blocked|is bot|sponsored|nsfw|edited|over 18|is reply|archived|pinned|spam
event date: posted at|joined|created at|last active|published|publish time|registered|tweet created
comment: tweet|tweet text|post text|message|caption|comment text|status message|bio|content
"""),
    "finance": phrases("""
id: account id|account number|transaction id|loan id|member id|policy number|client id|trade id|claim id|portfolio id
count: open accounts|inquiries|transactions|num trades|shares outstanding|delinquencies|policies|number of payments
flag: default|fraud|is fraud|delinquent|bankruptcy|co applicant|chargeback|settled|approved|has loan|housing loan|taxable
event date: transaction date|value date|posting date|trade date|settlement date|booking date|issue date|policy bind date|last payment date
price: amount|loan amount|fee|interest|payment amount|premium|balance|credit limit|installment|principal|claim amount
amount large: total assets|revenue|net income|market cap|loan amount|total liabilities|cash|long term debt|ebitda|annual income
code: account code|gl account|cost center|branch code|instrument code|policy ref
"""),
    "health": phrases("""
id: patient id|mrn|subject id|encounter id|visit id|sample id|admission id|hospital no|study id|participant id|case no
count: visits|white blood cells|hospital days|num medications|cases|deaths|procedures|platelets|num diagnoses|admissions
flag: smoker|diabetes|hypertension|deceased|heart disease|stroke|readmitted|insured|vaccinated|pregnant|alive|death event|anaemia|allergies
event date: admission date|discharge date|visit date|date of diagnosis|date of test|scan date|death date|surgery date|onset date
measure: glucose|cholesterol|bmi|hemoglobin|creatinine|total bilirubin|insulin|ldl|serum sodium|albumin|platelets|wbc|hba1c|crp
code: sample code|specimen no|rx number|test code|lab ref|lot number
"""),
    "logistics": phrases("""
id: shipment id|tracking id|trip id|route id|container no|delivery id|vehicle id|load id|order id|stop id|ride id|flight number
count: packages|stops|pallets|passengers|passenger count|pieces|num stops|deliveries|units|crates
flag: delivered|delayed|fragile|insured|hazardous|signature required|on time|express|customs cleared|late|cancelled|diverted
event date: ship date|pickup date|delivery date|departure|arrival date|eta|dispatched at|trip start time|scanned at|loading date
measure: distance|weight|volume|fuel consumption|load|delay|temperature|speed|trip distance|air time|elevation
code: tracking code|container number|bol number|awb|hs code|po number
"""),
    "enterprise": phrases("""
id: employee id|ticket id|project id|asset id|case number|emp no|request id|department id|staff no|contract id|opportunity id
count: headcount|open tickets|hours|logins|employees|num projects|training sessions|absences|calls|incidents
flag: active|full time|manager|remote|resolved|is manager|attrition|billable|overtime|reopened|escalated|sla met|on leave|terminated
event date: hire date|termination date|start date|due date|opened at|closed at|resolved on|last review|contract end|created on
price: salary|hourly rate|budget|cost|bonus|annual salary|expense|base pay|contract value
code: cost center|project code|asset tag|employee code|job code|ticket number
"""),
}
"""Phrases that a domain prefers over the general ones."""
