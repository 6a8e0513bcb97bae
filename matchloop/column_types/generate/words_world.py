"""Places, firms and jobs of locales that Faker knows only in part."""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

_AR_CITY = (
    "الرياض|جدة|مكة المكرمة|المدينة المنورة|الدمام|الطائف|تبوك|بريدة|خميس مشيط|الهفوف|حائل|نجران|الجبيل|"
    "أبها|ينبع|الخبر|القطيف|عرعر|سكاكا|جازان|القاهرة|الإسكندرية|الجيزة|الأقصر|أسوان|دبي|أبوظبي|الشارقة|"
    "عمان|إربد|بيروت|طرابلس|دمشق|حلب|بغداد|البصرة|الموصل|الكويت|المنامة|الدوحة|مسقط|صنعاء|عدن|تونس|صفاقس|"
    "الجزائر|وهران|الدار البيضاء|الرباط|فاس|مراكش|الخرطوم"
)
_HI_CITY = (
    "दिल्ली|मुंबई|कोलकाता|चेन्नई|बेंगलुरु|हैदराबाद|अहमदाबाद|पुणे|जयपुर|लखनऊ|कानपुर|नागपुर|इंदौर|भोपाल|पटना|वडोदरा|"
    "आगरा|नासिक|मेरठ|राजकोट|वाराणसी|श्रीनगर|औरंगाबाद|धनबाद|अमृतसर|इलाहाबाद|रांची|हावड़ा|कोयंबटूर|जबलपुर|ग्वालियर|"
    "विजयवाड़ा|जोधपुर|मदुरै|रायपुर|कोटा|गुवाहाटी|चंडीगढ़|सोलापुर|देहरादून|शिमला|उदयपुर|अजमेर|बीकानेर|गोरखपुर"
)
_AR_FAMILY = (
    "الراجحي|العثيم|السالم|القحطاني|الحربي|الشهري|الغامدي|الدوسري|المالكي|العمري|النجار|الفهد"
)
_HI_FAMILY = "शर्मा|गुप्ता|पटेल|अग्रवाल|सिंह|वर्मा|जैन|मेहता|रेड्डी|चौधरी|मिश्रा|बंसल"
_TR_FAMILY = "Yılmaz|Kaya|Demir|Çelik|Şahin|Öztürk|Aydın|Arslan|Doğan|Kılıç|Koç|Güneş"
_AR_TRADE = "للتجارة|للمقاولات|للنقل|للأغذية|للاستثمار|للتقنية|العقارية|الطبية|للتأمين|للسياحة"
_HI_TRADE = "ट्रेडर्स|उद्योग|एंटरप्राइजेज|टेक्सटाइल्स|फार्मा|लॉजिस्टिक्स|इंफ्रा|फूड्स|मोटर्स|ज्वैलर्स"
_TR_TRADE = "Ticaret|İnşaat|Gıda|Lojistik|Tekstil|Yazılım|Sigorta|Turizm|Otomotiv|Enerji"
_HI_JOB = (
    "शिक्षक|डॉक्टर|इंजीनियर|लेखाकार|प्रबंधक|सहायक प्रबंधक|नर्स|चालक|विक्रेता|वकील|पत्रकार|क्लर्क|सुरक्षा गार्ड|"
    "फार्मासिस्ट|बिजली मिस्त्री|दर्जी|सॉफ्टवेयर डेवलपर|डेटा विश्लेषक|परियोजना प्रबंधक|खाता अधिकारी|वास्तुकार|"
    "मुख्य अभियंता|सहायक शिक्षक|बैंक अधिकारी|शोधकर्ता|पुस्तकालयाध्यक्ष|कानूनी सलाहकार|विपणन अधिकारी"
)
_TR_CITY = (
    "İstanbul|Ankara|İzmir|Bursa|Antalya|Adana|Konya|Gaziantep|Şanlıurfa|Kocaeli|Mersin|Diyarbakır|Hatay|Manisa|"
    "Kayseri|Samsun|Balıkesir|Kahramanmaraş|Van|Aydın|Denizli|Sakarya|Tekirdağ|Muğla|Eskişehir|Trabzon|Malatya|"
    "Erzurum|Ordu|Afyonkarahisar|Sivas|Tokat|Çanakkale|Edirne|Kırklareli|Nevşehir|Rize|Artvin|Kars|Ağrı|Bolu"
)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def _firms(pattern: str, families: str, trades: str) -> tuple[str, ...]:
    return tuple(
        pattern.format(family=family, trade=trade)
        for trade in _split(trades)
        for family in _split(families)
    )


def _streets(pattern: str, names: str) -> tuple[str, ...]:
    return tuple(
        pattern.format(name=name, house=house)
        for house in range(3, 240, 17)
        for name in _split(names)
    )


NATIVE: dict[str, dict[str, tuple[str, ...]]] = {
    "ar_SA": {
        "city": _split(_AR_CITY),
        "company": _firms("شركة {family} {trade}", _AR_FAMILY, _AR_TRADE),
        "street": _streets(
            "{house} شارع {name}", "الملك فهد|العليا|التحلية|الأمير سلطان|المدينة|النصر"
        ),
        "country": _split(
            "السعودية|مصر|الأردن|لبنان|العراق|الكويت|قطر|البحرين|عمان|اليمن|تونس|المغرب"
        ),
    },
    "hi_IN": {
        "city": _split(_HI_CITY),
        "company": _firms("{family} {trade}", _HI_FAMILY, _HI_TRADE),
        "job": _split(_HI_JOB),
        "country": _split("भारत|नेपाल|श्रीलंका|बांग्लादेश|भूटान|चीन|जापान|रूस|फ्रांस|जर्मनी|इटली|अमेरिका"),
        "word": _split(
            "समय|काम|घर|दिन|लोग|पानी|बाजार|सड़क|किताब|शहर|परिवार|सरकार|खेल|भोजन|यात्रा|विचार"
        ),
    },
    "tr_TR": {
        "city": _split(_TR_CITY),
        "company": _firms("{family} {trade} A.Ş.", _TR_FAMILY, _TR_TRADE),
        "street": _streets(
            "{name} Cad. No: {house}", "Atatürk|Cumhuriyet|İnönü|Fevzi Çakmak|Bağdat|Gazi"
        ),
        "word": _split(
            "zaman|ev|gün|insan|su|pazar|yol|kitap|şehir|aile|devlet|oyun|yemek|düşünce|iş|deniz"
        ),
    },
    "de_CH": {
        "word": _split(
            "Zeit|Haus|Tag|Arbeit|Wasser|Markt|Strasse|Buch|Stadt|Familie|Spiel|Reise|Berg|See"
        ),
    },
    "en_GB": {
        "word": _split(
            "time|house|day|work|water|market|road|book|town|family|game|trip|hill|garden|rain"
        ),
    },
    "en_IN": {
        "word": _split(
            "time|house|day|work|water|market|road|book|town|family|game|trip|temple|garden"
        ),
    },
    "pt_BR": {
        "word": _split(
            "tempo|casa|dia|trabalho|água|mercado|rua|livro|cidade|família|jogo|viagem|praia"
        ),
    },
}
