"""Sentences in German, French, Spanish, Portuguese, Italian, Dutch, Polish and Turkish.

Subjects are singular (and masculine where predicates show gender) so that every combination is
grammatical. Slots as in `sentences_en`.
"""
# ruff: noqa: E501 - word lists; wrapped, they are harder to read and to extend

from matchloop.column_types.generate.grammar import Grammar, grammar

LATIN: dict[str, Grammar] = {
    "de": grammar("""
o:
s: Der Kunde|Die Lieferung aus {place}|Das Gerät|Der Mitarbeiter|Das Produkt|Die Abteilung|\
Das Zimmer|Die Anwendung|Der neue Vertrag|Unser Lager in {place}
p: ist leider nicht so gut wie erwartet|wurde am Montag noch einmal geprüft|funktioniert seit dem letzten Update nicht mehr|\
kam erst nach {n} Tagen an|hat uns sehr gut gefallen|muss bis Ende des Monats ersetzt werden|war für den Preis völlig in Ordnung|\
wird von der Firma {firm} betreut|macht einen guten Eindruck|braucht noch eine Freigabe
t: und wir würden es jederzeit wieder kaufen|, obwohl wir mehrmals angerufen haben|weil die Unterlagen fehlen|\
und steht ab sofort zur Verfügung|, das ist wirklich schade||, aber die Verpackung war beschädigt|, bitte um Rückruf
f: Wir bitten um eine schnelle Antwort|Vielen Dank für die gute Zusammenarbeit|Ich habe das Geld noch immer nicht zurück|\
Die Wohnung liegt ruhig und doch nur {n} Minuten vom Bahnhof entfernt|Herr {name} war sehr freundlich|Klare Empfehlung von mir, gerne wieder!|\
Das Modell überzeugt durch seine einfache Bedienung und ein geringes Gewicht|Patient klagt seit {n} Tagen über Schmerzen im Rücken
"""),
    "fr": grammar("""
o: Malheureusement,|Depuis {n} jours,|À notre avis,|Selon le rapport,|Pour le moment,||||
s: le produit|le client|le service à {place}|ce modèle|le colis|le responsable|le nouveau contrat|l'appareil
p: ne correspond pas à la description|est arrivé avec {n} jours de retard|fonctionne très bien|a été remplacé par l'équipe|\
n'a pas encore reçu de réponse|est facile à utiliser au quotidien|offre un bon rapport entre la qualité et le prix|\
a besoin d'un nouveau rendez-vous|se trouve à quelques minutes du centre|reste ouvert jusqu'à la fin du mois
t: et nous en sommes très contents|mais l'emballage était abîmé|parce que les documents manquent|, ce qui est dommage|\
grâce à la société {firm}||, merci de nous rappeler|sans aucun problème|comme prévu dans le contrat
f: Je recommande cet article à tous mes amis|Nous avons passé un excellent séjour à {place}|C'est la deuxième fois que cela arrive|\
Merci pour votre aide et à bientôt|Il faut lire la notice avant la première utilisation|M. {name} a été très aimable avec nous|Très déçu, je ne le rachèterai pas
"""),
    "es": grammar("""
o: Por desgracia,|Desde hace {n} días|En mi opinión,|Según el informe,|Por ahora,||||
s: el producto|el cliente|el pedido|este modelo|el equipo de {place}|el envío|el nuevo contrato
p: no funciona como se esperaba|llegó con {n} días de retraso|es muy fácil de usar|fue revisado por el técnico|\
todavía no tiene respuesta|ofrece una buena relación entre calidad y precio|necesita otra cita esta semana|\
está muy cerca del centro de la ciudad|se entrega con todos los accesorios|ha sido cambiado por la empresa {firm}
t: y estamos muy contentos con la compra|pero la caja estaba rota|porque faltan los documentos|, lo cual es una pena|\
sin ningún problema||, por favor llamen lo antes posible|como se indica en el contrato|aunque el precio es un poco alto
f: El señor {name} nos atendió muy bien|Lo recomiendo a todo el mundo|Pasamos {n} noches en {place} y todo estuvo perfecto|Es la segunda vez que me pasa esto|\
Muchas gracias por su ayuda|No lo volvería a comprar|Hay que leer las instrucciones antes de usarlo por primera vez
"""),
    "pt": grammar("""
o: Infelizmente,|Há {n} dias|Na minha opinião,|Segundo o relatório,|Por enquanto,||||
s: o produto|o cliente|o pedido|este modelo|o serviço em {place}|o pacote|o novo contrato
p: não funciona como esperado|chegou com {n} dias de atraso|é muito fácil de usar|foi trocado pela empresa|\
ainda não recebeu resposta|oferece uma boa relação entre qualidade e preço|precisa de uma nova consulta|\
fica perto do centro da cidade|foi entregue no endereço errado|atende muito bem às nossas necessidades
t: e estamos muito satisfeitos com a compra|mas a caixa estava aberta|porque faltam documentos|, o que é uma pena|\
sem nenhum problema||, por favor entrem em contato|conforme o contrato|embora o preço seja um pouco alto
f: O senhor {name} foi muito atencioso|Recomendo a todos, chegou antes do prazo|Não gostei, o material é muito fraco|É a segunda vez que isso acontece comigo|\
Muito obrigado pela ajuda de vocês|Comprei {n} e só recebi um, quero o meu dinheiro de volta|Ótimo atendimento da loja
"""),
    "it": grammar("""
o: Purtroppo|Da {n} giorni|Secondo me|In base al rapporto|Per il momento||||
s: il prodotto|il cliente|il pacco|questo modello|il servizio di {place}|il nuovo contratto
p: non funziona come previsto|è arrivato con {n} giorni di ritardo|è molto facile da usare|è stato controllato dal tecnico|\
non ha ancora ricevuto una risposta|ha un buon rapporto tra qualità e prezzo|si trova vicino al centro della città|\
ha bisogno di un altro appuntamento|viene seguito dalla ditta {firm}|resta disponibile fino alla fine del mese
t: e siamo molto contenti dell'acquisto|ma la scatola era rotta|perché mancano i documenti|, ed è un peccato|\
senza alcun problema||, si prega di richiamare|come indicato nel contratto|anche se il prezzo è un po' alto
f: Il signor {name} è stato molto gentile con noi|Lo consiglio a tutti|Abbiamo passato {n} notti a {place} e ci siamo trovati benissimo|Non lo comprerei di nuovo|\
Grazie mille per la vostra pazienza|È la seconda volta che succede|Leggere le istruzioni prima del primo utilizzo
"""),
    "nl": grammar("""
o:
s: De klant|Het product|De levering uit {place}|Het apparaat|De medewerker|Het nieuwe contract
p: is helaas niet zo goed als verwacht|werkt sinds de laatste update niet meer|kwam pas na {n} dagen aan|is heel makkelijk in gebruik|\
wacht nog steeds op een antwoord|werd door de firma {firm} vervangen|ligt op {n} minuten lopen van het station
t: en we zijn er erg blij mee|maar de doos was kapot|omdat de papieren ontbreken|, dat is jammer||, graag even bellen|zonder problemen
f: Ik zou het zeker aan anderen aanraden|We hebben {n} nachten in {place} geslapen en alles was goed|Bedankt voor de snelle hulp|\
Het is al de tweede keer dat dit gebeurt|Lees de handleiding voordat u het apparaat gebruikt
"""),
    "pl": grammar("""
o: Niestety|Od {n} dni|Moim zdaniem|Według raportu|Na razie||||
s: produkt|klient|ten model|kurier|nowy sprzęt|pracownik|telefon
p: nie działa tak, jak powinien|przyjechał z opóźnieniem|jest bardzo łatwy w użyciu|został sprawdzony przez serwis|\
nie dostał jeszcze odpowiedzi|znajduje się blisko centrum miasta|czeka na zgodę kierownika|ma dobrą cenę i jakość
t: i jesteśmy bardzo zadowoleni|, ale pudełko było uszkodzone|, ponieważ brakuje dokumentów|, szkoda||bez żadnego problemu|, proszę o kontakt
f: Polecam wszystkim, szybka wysyłka i dobry kontakt|To już drugi raz, kiedy tak się dzieje|Dziękuję za pomoc i cierpliwość|\
Nie kupiłbym tego jeszcze raz|Przed pierwszym użyciem należy przeczytać instrukcję|Spędziliśmy tam {n} dni i było pięknie
"""),
    "tr": grammar("""
o: Ne yazık ki|Bence|Rapora göre|Şimdilik|Son güncellemeden beri||||
s: ürün|müşteri|bu model|hasta|kargo|yeni cihaz|uygulama|{name} Bey|otel
p: beklediğim gibi çıkmadı|{n} gün geç geldi|kullanımı çok kolay ve rahat|henüz bir cevap almadı|fiyatına göre çok iyi|\
servis tarafından kontrol edildi|şehir merkezine çok yakın bir yerde|yeniden randevu istiyor
t:  ve çok memnun kaldık|ama kutusu hasarlıydı|çünkü belgeler eksik|, lütfen beni arayın||hiç sorun olmadan|diye bize yazdı
f: Herkese tavsiye ederim, hızlı geldi|Bu ikinci kez oluyor ve kimse cevap vermiyor|Yardımınız için çok teşekkür ederim|\
Bir daha almam, paranıza yazık|İlk kullanımdan önce kılavuzu okuyun|Orada {n} gece kaldık ve her şey çok güzeldi
"""),
}
