"""Features of what a header says its values are, in many languages, abbreviated or not.

They stand beside the word groups of `header`, which are finer and mostly English: with them a
column of few whole numbers is told to be an amount or a code.
"""

import re
from functools import lru_cache

import numpy as np

# Words of Latin script in lower case without accents; a word of other scripts is looked for inside
# the header, for there are no gaps between words.
WORDS: dict[str, str] = {
    "quantity": "qty nights qnty quantity quantite quantita quantidade cantidad menge stk stuck "
    "stueck anz anzahl antal aantal ilosc adet pcs pieces pces units items cnt count counts ct "
    "tally nbre nombre visits sessions clicks views orders sold stock onhand hand available "
    "capacity seats headcount hc beds rooms children adults guests pax passengers attempts "
    "retries replies reopens touches tickets answers articulos articles itens artikel bags boxes "
    "cartons pallets colli packages lines pages enrolled enrl enrollment enrolment students 数量 "
    "个数 個数 件数 人数 次数 回数 库存 在庫 количество колво кол-во остаток العدد عدد الكمية "
    "كمية 수량 habitaciones banos bathrooms bedrooms baths doses results impressions conversions "
    "installs downloads followers shares likes",
    "money": "amt amount amnt amounts total subtotal price cost fee fees charge charges rate tax "
    "vat gst cess duty betrag preis summe gesamt netto brutto umsatz saldo kosten steuer gebuhr "
    "montant prix cout ttc ht tva solde importe precio coste costo iva valor preco custo taxa "
    "prezzo importo imponibile imposta kwota cena wartosc bedrag prijs belopp pris tutar fiyat "
    "wage salary pay gross net deduction deductions debit credit premium commission discount "
    "disc rebate refund refunds payout balance bal mrr arr budget shipping freight tip surcharge "
    "deposit loan sueldo salario lohn gehalt salaire descuento 金額 金额 单价 単価 価格 价格 "
    "税額 税额 送料 手数料 合計 合计 小計 総額 运费 сумма цена стоимость ндс оплата зарплата "
    "المبلغ مبلغ السعر سعر الإجمالي ضريبة 금액 가격",
    "measure": "pct percent perc percentage prozent pourcentage porcentaje ratio score points "
    "pts grade rating nps avg mean min mins minutes hr hrs hours heures stunden horas ore std "
    "days tage jours dias giorni yrs years jahre ans anos secs sec seconds ms duration dur "
    "length len width height depth weight wt gewicht poids peso vikt dist distance km mi miles "
    "kg lbs lb gram grams litre liters ltr temp temperature speed kph mph rpm volt volts amps "
    "watt kwh kw mw pressure humidity level lvl lat lon lng altitude elevation age alter edad "
    "idade eta experience exp size area surface volume vol rank position pos priority qual "
    "quality rssi snr sats dose bpm pulse bmi systolic diastolic credits ects gpa hba1c odometer "
    "mileage 年龄 年齢 重量 重さ 身長 体重 面積 面积 温度 時間 возраст вес рост площадь масса "
    "العمر الوزن 나이 무게 sz size_sqft bytes lux lx ph",
    "key": "id ids no nr num nbr number numbers numero numer nummer nro nº n° № key uid uuid "
    "guid ref refno reference referenz referencia reff sku upc ean gtin isbn asin mpn vin imei "
    "imsi iccid msisdn mac serial serials sn ser plate reg registration iban bban bic account "
    "acct acc konto compte cuenta conto conta invoice inv fattura factura fatura facture "
    "rechnung beleg belegnr voucher receipt order po so bol awb tracking track shipment parcel "
    "ticket case claim policy contract vertrag contrato dossier matricula matricule badge mrn "
    "nhs npi ssn nin nino pan aadhaar gstin cpf cnpj rut rfc nif cif dni nie siret siren tin ein "
    "vat ustid inn kpp ogrn mpan msn mprn crn pidm umr uprn lot batch charge charg chrg document "
    "docno doc pnr locator login user username handle email mail phone tel fax mobile url link "
    "hash token session sess device hostname host ip 番号 编号 編號 单号 订单号 注文番号 電話 "
    "电话 手机 工号 学号 номер инн кпп огрн договор счет телефон رقم الرقم هوية جوال هاتف 번호 "
    "by createdby updatedby userid kont",
    "code": "cd cde code codes kode codigo codice kod typ type types tp kind class cls category "
    "cat grp group grupo gruppe groupe segment seg status stat sts state stage phase flag reason "
    "rsn mode method methode metodo channel chan region area zone dept department div division "
    "unit uom curr cur ccy currency wahrung wkz devise moneda moeda valuta waers country ctry "
    "cntry land pais pays paese lang language sprache langue idioma gender sex geschlecht sexe "
    "sexo brand make plant werk warehouse whse wh site branch filiale terms incoterm incoterms "
    "carrier plan tier severity sev level term semester shift team role 区分 类型 類型 状态 状態 "
    "分類 类别 部门 部署 性別 性别 通貨 币种 国家 тип вид статус группа пол валюта категория "
    "регион отдел نوع الحالة حالة الجنس القسم المدينة العملة 상태 구분 성별 dist district drg "
    "mcc costcenter centro custo kostenstelle",
    "postal": "zip zipcode postcode postalcode postal plz cep cap postleitzahl codigopostal "
    "codepostal pincode pin postnummer postnr postkod eircode 郵便番号 邮编 郵遞區號 индекс "
    "الرمزالبريدي 우편번호 cp pstlz",
    "date": "dt date dates dat datum fecha data datas tarih dato dob birthdate birthday eta etd "
    "due deadline valid validfrom validto from to until since posted posting issued created "
    "updated modified closed opened started ended shipped delivered paid received expiry expires "
    "exp hired day tag jour dia giorno falligkeit faelligkeit leistungsdatum belegdatum "
    "buchungsdatum valuta wertstellung echeance vencimiento vencimento scadenza emissao emision "
    "emissione yr year years jahr annee ano anno fy month mon monat mois mes mese week kw period "
    "periode periodo quarter sled bbd mhd 日付 日期 年月日 年月 月日 日時 生年月日 дата месяц "
    "год تاريخ التاريخ 날짜 일자 dte updat nxtdue arrival departure ata atd",
    "time": "tm time times timestamp ts hour uhrzeit zeit heure hora ora clock tod at epoch unix "
    "utc begin end start stop 時刻 时间 時間 время час الوقت وقت 시간 tms tstamp",
    "name": "name names nm nme fname lname firstname lastname surname givenname familyname "
    "forename vorname nachname prenom nom nombre nombres apellido apellidos nome sobrenome "
    "cognome imie nazwisko naam achternaam namn contact kontakt contacto ansprechpartner owner "
    "manager agent rep author doctor driver employee customer client cliente kunde kundenname "
    "vendor supplier lieferant proveedor fornecedor company firm firma societe empresa razon "
    "razao ragione title headline subject product item artikelbezeichnung bezeichnung libelle "
    "designation descr denominacion denominazione merchant payee beneficiary begunstigter "
    "auftraggeber 氏名 姓名 名前 名称 会社 公司 商品名 фио имя фамилия отчество наименование "
    "название контрагент اسم الاسم 이름 성명",
    "place": "address addr adr adress adresse address1 address2 addr1 addr2 addr3 street str "
    "strasse straße rue calle via rua city town ort stadt ville ciudad cidade citta comune "
    "municipality suburb county line1 line2 building bldg 住所 地址 城市 都市 адрес город улица "
    "عنوان العنوان مدينة 주소",
    "text": "note notes remark remarks comment comments description desc details detail memo "
    "text txt body message reason_text narrative bemerkung bemerkungen kommentar hinweis "
    "verwendungszweck buchungstext observaciones comentario comentarios observacao obs causale "
    "descrizione descricao motif commentaire opis uwagi 備考 备注 説明 说明 примечание "
    "комментарий описание ملاحظات 비고",
    "flag": "is has flag flg fl yn ind indicator active aktiv actif activo ativo enabled deleted "
    "archived verified confirmed optin optout subscribed opt consent approved valid eligible "
    "required default primary cancelled void test locked blocked exempt taxable 有無 是否 フラグ "
    "активен признак نشط",
}
NAMES = (*(f"meaning_{group}" for group in WORDS), "meaning_groups", "meaning_known_share")

_GROUPS: dict[str, list[int]] = {}
_INSIDE: list[tuple[str, int]] = []
for _position, _listed in enumerate(WORDS.values()):
    for _word in _listed.split():
        # Greek and Cyrillic have gaps between words, as Latin has.
        if all(ord(c) < 0x590 or c in "№" for c in _word):
            _GROUPS.setdefault(_word, []).append(_position)
        else:
            _INSIDE.append((_word, _position))

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[№]|[nN][º°]|[^\W\d_a-zA-Z]+")
_ACCENTS = str.maketrans(
    "àáâãäåçèéêëìíîïñòóôõöùúûüýÿąćęłńśźżğşı", "aaaaaaceeeeiiiinooooouuuuyyacelnszzgsi"
)
_LONGEST = 128
_LONG = 4
_ENDINGS = frozenset(
    "dt tm ts cd no nr id nm yn amt qty pct nbr num cnt flg ind tms dte typ dat due nme plz".split()
)
"""Shorter endings that headers of old systems have; longer ones are words."""


@lru_cache(maxsize=4096)
def compute(header: str) -> np.ndarray:
    """Return the values of `NAMES`, in order, for one header: float32.

    A group has 2 where its word comes last, 1 where it comes before.
    """
    text = header.strip()[:_LONGEST]
    words = _words(text)
    result = np.zeros(len(NAMES), np.float32)
    known = 0
    for i, word in enumerate(words):
        # "post code" is one word written as two.
        pair = _GROUPS.get(words[i - 1] + word, []) if i else []
        found = [*(_GROUPS.get(word) or _by_ending(word)), *pair]
        known += bool(found)
        for position in found:
            result[position] = max(result[position], 2.0 if i == len(words) - 1 else 1.0)
    if not text.isascii():
        for part, position in _INSIDE:
            if part in text:
                last = text.rstrip(")） ").endswith(part)
                result[position] = max(result[position], 2.0 if last else 1.0)
                known += 1
    result[-2] = np.count_nonzero(result)
    result[-1] = min(known / max(len(words), 1), 1.0)
    result.setflags(write=False)
    return result


def _by_ending(word: str) -> list[int]:
    """Return the groups of the longest known ending: TRDT is a date, borrowernumber a key."""
    for size in range(len(word) - 1, 1, -1):
        ending = word[-size:]
        if size >= _LONG or ending in _ENDINGS:
            found = _GROUPS.get(ending)
            if found:
                return found
    return []


def _words(text: str) -> list[str]:
    """Return the words of a header in lower case without accents, a camel's humps one by one."""
    plain = text if text.isascii() else _without_accents(text)
    return [word.lower() for word in _WORD.findall(plain)]


def _without_accents(text: str) -> str:
    return "".join(
        c.lower().translate(_ACCENTS).upper() if c.isupper() else c.translate(_ACCENTS)
        for c in text
    )
