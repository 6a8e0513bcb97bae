"""What columns are called in other languages. Concepts without an entry stay English."""

from matchloop.column_types.generate.lists import phrases

TRANSLATIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "de": phrases("""
id: Kundennummer|Bestell-Nr.|ID|lfd. Nr.|Artikelnummer|Vorgangsnummer|Personalnummer|Rechnungsnummer
code: Kennung|Artikelnummer|Referenz|Aktenzeichen
phone: Telefon|Telefonnummer|Mobil|Fax
email: E-Mail|E-Mail-Adresse
url: Webseite|Link|Internetadresse
count: Anzahl|Menge|Stückzahl|Besucher|Fälle|Einwohner
quantity: Menge|Anzahl|Stück
price: Preis|Betrag|Einzelpreis|Kosten|Gesamtpreis|Netto|Brutto|Miete
amount large: Umsatz|Einwohner|Summe|Gehalt|Einkommen|Fläche
measure: Wert|Messwert|Länge|Breite|Gewicht|Höhe
percent: Anteil|Prozent|Quote|Zinssatz
age: Alter
event date: Datum|Erstellt am|Bestelldatum|Eingangsdatum|Beginn|Ende|Rechnungsdatum|Lieferdatum
date: Datum|Tag|Stichtag
birth date: Geburtsdatum|geb. am
due date: Fällig am|gültig bis|Ablaufdatum
timestamp: Zeitstempel|Zeitpunkt
time: Uhrzeit|Abfahrt|Ankunft|Beginn
year: Jahr|Baujahr|Geburtsjahr
period: Monat|Quartal|Zeitraum
person: Name|Ansprechpartner|Mitarbeiter|Kunde
first name: Vorname
last name: Nachname|Familienname
company: Firma|Lieferant|Unternehmen
product: Produkt|Artikel|Bezeichnung
title: Titel|Bezeichnung
city: Ort|Stadt|Gemeinde
address: Straße|Anschrift|Adresse
job: Beruf|Position
subject: Betreff|Thema
review: Bewertung|Rezension
description: Beschreibung|Bemerkung|Details
comment: Kommentar|Bemerkungen|Anmerkung|Nachricht
ticket: Fehlerbeschreibung|Problem|Nachricht
summary: Zusammenfassung|Inhalt
flag: Aktiv|ist aktiv|gültig|Newsletter|bezahlt|storniert|gelöscht|Raucher|versendet
class code: Gruppe|Klasse|Kategorie|Typ|Stufe
category: Kategorie|Warengruppe|Art
gender: Geschlecht
colour: Farbe
state: Bundesland
order status: Status|Bestellstatus
marital status: Familienstand
salutation: Anrede
level: Stufe|Priorität
weekday: Wochentag
postcode: PLZ|Postleitzahl
country: Land
"""),
    "fr": phrases("""
id: Numéro|N° client|Identifiant|N° commande|Référence|Matricule
phone: Téléphone|Tél.|Portable
email: Courriel|Adresse e-mail
url: Site web|Lien
count: Nombre|Effectif|Quantité|nb visites
quantity: Quantité|Qté
price: Prix|Montant|Prix unitaire|Coût|Total TTC|Loyer
amount large: Chiffre d'affaires|Population|Total|Salaire|Revenu
measure: Valeur|Mesure|Longueur|Poids
percent: Taux|Pourcentage|Part
age: Âge
event date: Date|Date de création|Date de commande|Date de début|Date de fin|Créé le
date: Date|Jour
birth date: Date de naissance|Né(e) le
due date: Échéance|Date d'expiration
time: Heure|Heure de départ
year: Année|Année de construction
period: Mois|Trimestre|Période
person: Nom|Nom complet|Contact|Client
first name: Prénom
last name: Nom|Nom de famille
company: Société|Entreprise|Fournisseur
product: Produit|Article|Désignation
title: Titre|Libellé
city: Ville|Commune
address: Adresse|Rue
job: Profession|Poste
review: Avis|Commentaire client
description: Description|Détails|Observations
comment: Commentaire|Remarques|Message
summary: Résumé
flag: Actif|Valide|est actif|Payé|Fumeur|Abonné
class code: Groupe|Classe|Catégorie|Type
category: Catégorie|Type
gender: Sexe|Genre
colour: Couleur
state: Région|Département
order status: Statut|État
marital status: Situation familiale
level: Niveau|Priorité
postcode: Code postal
country: Pays
"""),
    "es": phrases("""
id: Código|Número|Id cliente|Nº pedido|Identificador|Folio
phone: Teléfono|Móvil
email: Correo|Correo electrónico
count: Cantidad|Número|Total|Visitas
price: Precio|Importe|Monto|Costo|Precio unitario|Valor
amount large: Ingresos|Población|Ventas|Salario
measure: Valor|Medida|Peso|Longitud
percent: Porcentaje|Tasa
age: Edad
event date: Fecha|Fecha de alta|Fecha de pedido|Fecha inicio|Fecha fin|Creado el
date: Fecha|Día
birth date: Fecha de nacimiento
due date: Vencimiento|Fecha límite
time: Hora|Hora de salida
year: Año
period: Mes|Trimestre|Periodo
person: Nombre|Nombre completo|Cliente|Contacto
first name: Nombre
last name: Apellido|Apellidos
company: Empresa|Proveedor|Razón social
product: Producto|Artículo
title: Título
city: Ciudad|Municipio|Localidad
address: Dirección|Domicilio|Calle
job: Puesto|Profesión
review: Opinión|Reseña
description: Descripción|Detalle|Observaciones
comment: Comentario|Comentarios|Mensaje|Notas
summary: Resumen
flag: Activo|Válido|es activo|Pagado|Fumador|Suscrito
class code: Grupo|Clase|Categoría|Tipo
category: Categoría|Tipo
gender: Sexo|Género
colour: Color
state: Provincia|Estado|Comunidad
order status: Estado|Estatus
marital status: Estado civil
level: Nivel|Prioridad
postcode: Código postal|CP
country: País
weekday: Día de la semana
"""),
    "pt": phrases("""
id: Código|Número|Id cliente|Nº pedido|Matrícula
phone: Telefone|Celular
count: Quantidade|Total|Número de visitas
price: Preço|Valor|Custo|Preço unitário|Valor total
amount large: Receita|População|Vendas|Salário
measure: Valor|Medida|Peso
percent: Percentual|Taxa
age: Idade
event date: Data|Data do pedido|Data início|Data fim|Criado em
birth date: Data de nascimento
due date: Vencimento|Validade
time: Hora|Horário
year: Ano
period: Mês|Trimestre|Competência
person: Nome|Nome completo|Cliente
first name: Nome|Primeiro nome
last name: Sobrenome
company: Empresa|Fornecedor|Razão social
product: Produto|Item
title: Título
city: Cidade|Município
address: Endereço|Rua|Logradouro
review: Avaliação|Opinião
description: Descrição|Detalhes|Observações
comment: Comentário|Mensagem|Observação
flag: Ativo|Válido|Pago|Fumante|ind ativo
class code: Grupo|Classe|Categoria|Tipo
category: Categoria|Tipo
gender: Sexo|Gênero
state: UF|Estado
order status: Situação|Status
marital status: Estado civil
postcode: CEP
country: País
region: Região
"""),
    "it": phrases("""
id: Codice|Numero|Id cliente|N. ordine|Matricola
phone: Telefono|Cellulare
count: Quantità|Numero|Totale
price: Prezzo|Importo|Costo|Prezzo unitario
amount large: Fatturato|Popolazione|Ricavi|Reddito
measure: Valore|Misura|Peso
percent: Percentuale|Tasso
age: Età
event date: Data|Data ordine|Data inizio|Data fine|Creato il
birth date: Data di nascita
due date: Scadenza
time: Ora|Orario
year: Anno
period: Mese|Trimestre
person: Nome|Nominativo|Cliente
first name: Nome
last name: Cognome
company: Azienda|Ditta|Fornitore
product: Prodotto|Articolo
title: Titolo
city: Città|Comune
address: Indirizzo|Via
review: Recensione
description: Descrizione|Dettagli|Note
comment: Commento|Note|Messaggio
flag: Attivo|Valido|Pagato|Fumatore
class code: Gruppo|Classe|Categoria|Tipo
category: Categoria|Tipo
gender: Sesso|Genere
state: Regione|Provincia
order status: Stato
postcode: CAP
country: Paese
"""),
    "ru": phrases("""
id: Номер|Код|ID клиента|Номер заказа
phone: Телефон
count: Количество|Всего
price: Цена|Сумма|Стоимость
event date: Дата|Дата создания|Дата заказа
birth date: Дата рождения
year: Год
person: ФИО|Имя|Клиент
company: Компания|Организация
product: Товар|Наименование
title: Название
city: Город
address: Адрес
description: Описание
comment: Комментарий|Примечание
review: Отзыв
flag: Активен|Оплачен
class code: Группа|Тип|Класс
gender: Пол
order status: Статус
"""),
    "zh": phrases("""
id: 编号|订单号|用户ID
phone: 电话|手机号
count: 数量|次数
price: 价格|金额|单价
event date: 日期|创建时间|下单日期
birth date: 出生日期
year: 年份
person: 姓名|联系人
company: 公司|公司名称
product: 商品名称|产品
title: 标题|名称
city: 城市
address: 地址
description: 描述|说明
comment: 备注|评论
review: 评价
flag: 是否有效|是否付款
class code: 类别|等级
gender: 性别
order status: 状态|订单状态
state: 省份
"""),
    "ja": phrases("""
id: 番号|顧客番号|注文番号
phone: 電話番号
count: 数量|件数
price: 価格|金額|単価
event date: 日付|作成日|注文日
birth date: 生年月日
year: 年
person: 氏名|名前|担当者
company: 会社名
product: 商品名
title: タイトル|件名
city: 市区町村
address: 住所
description: 説明|詳細
comment: コメント|備考
review: レビュー
flag: 有効|公開
class code: 区分|種別
gender: 性別
order status: 状態|ステータス
state: 都道府県
"""),
    "pl": phrases("""
id: Numer|Nr zamówienia|Id klienta
price: Cena|Kwota|Wartość
event date: Data|Data utworzenia|Data zamówienia
person: Imię i nazwisko|Nazwa|Klient
city: Miasto|Miejscowość
description: Opis
comment: Uwagi|Komentarz
flag: Aktywny|Opłacone
gender: Płeć
count: Liczba|Ilość
"""),
}
