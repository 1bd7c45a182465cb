### Every word a person reads, in Polish. The same keys and variables as in en.ftl.
### Second person, “Ty, Twój” with a capital letter; buttons in the imperative; no “Proszę”, and no forms
### that show the gender of the reader or of an agent. Quotation marks „…”. After a word of one letter
### (w, z, i, o, u, a) stands a space that does not break (U+00A0). What customers and agents sign in to is a “konto”.

## Everywhere: buttons and small words

common-back = Wstecz
common-cancel = Anuluj
common-none = Brak
# Stands after the label of a field that may stay empty.
common-optional = (opcjonalnie)
common-save = Zapisz
common-saved = Zapisano
common-search = Szukaj
common-undo = Cofnij
# The name of a language, in that language.
language-en = English
language-pl = Polski
# The browser's tab. title: the page, site: the portal or the desk.
page-title = { $title } · { $site }

## Counting: every form of the plural

chars-over =
    { $n ->
        [one] O { $n } znak za dużo
        [few] O { $n } znaki za dużo
        [many] O { $n } znaków za dużo
       *[other] O { $n } znaku za dużo
    }
n-people =
    { $n ->
        [one] { $n } osoba
        [few] { $n } osoby
        [many] { $n } osób
       *[other] { $n } osoby
    }
wait-minutes =
    { $n ->
        [one] Spróbuj ponownie za { $n } minutę.
        [few] Spróbuj ponownie za { $n } minuty.
        [many] Spróbuj ponownie za { $n } minut.
       *[other] Spróbuj ponownie za { $n } minuty.
    }

## Frame of every page

nav-account = Moje konto
nav-label = Menu główne
nav-menu = Menu
nav-signout = Wyloguj się
nav-skip = Przejdź do treści
theme-dark = Ciemny
theme-label = Motyw
theme-light = Jasny
theme-system = Systemowy

## Signing in

# One message for a wrong address and a wrong password.
signin-bad = Adres e-mail lub hasło są nieprawidłowe. Sprawdź je i spróbuj ponownie
signin-button = Zaloguj się
signin-email = Adres e-mail
signin-forgot = Nie pamiętasz hasła?
signin-hide-password = Ukryj hasło
signin-idle = Wylogowano po dłuższej bezczynności. Twój szkic został zachowany
signin-kept = Twój tekst zapisano jako szkic: znajdziesz go po zalogowaniu
signin-out = Wylogowano
signin-password = Hasło
signin-remember = Nie wylogowuj mnie na tym urządzeniu
signin-show-password = Pokaż hasło
# provider: a company's own sign-in, Google, Microsoft.
signin-sso = Kontynuuj przez { $provider }
signin-title = Zaloguj się
unsent-label = Twój tekst
unsent-text = W międzyczasie nastąpiło wylogowanie. Skopiuj tekst, zaloguj się i wyślij go ponownie. Pliki trzeba wybrać jeszcze raz
unsent-title = Tekst nie został wysłany

## Labels of a ticket's facts: heads of columns, also in exports, and names of facts beside a ticket

col-activity = Ostatnia aktywność
col-by = Zgłoszone przez
col-category = Kategoria
col-closed = Zamknięto
col-company = Firma
col-contact = Kontakt
col-created = Utworzono
# The e-mail address of a contact.
col-email = Adres e-mail
col-inbox = Skrzynka
col-number = Numer
col-owner = Prowadzi
col-phone = Telefon
col-priority = Priorytet
col-source = Źródło
col-stage = Etap
col-status = Status
col-subject = Temat

## Values of a ticket's facts

category-BILLING_ISSUE = Problem z rozliczeniem
category-FEATURE_REQUEST = Propozycja nowej funkcji
category-GENERAL_INQUIRY = Pytanie ogólne
category-PRODUCT_ISSUE = Problem z produktem
priority-HIGH = Wysoki
priority-LOW = Niski
priority-MEDIUM = Średni
priority-URGENT = Pilny
source-CHAT = Czat
source-EMAIL = E-mail
source-FORM = Formularz
source-PHONE = Telefon
source-PORTAL = Portal
status-all = Wszystkie
status-closed = Zamknięte
status-open = Otwarte
# How a message came, after the writer's name: Anna Z., by e-mail.
via-CHAT = na czacie
via-EMAIL = e-mailem
via-FORM = przez formularz
via-PORTAL = przez portal

## What an administrator may call tickets

label-cases = Sprawy
label-orders = Zamówienia
label-requests = Wnioski
label-tickets = Zgłoszenia

## The customer's list. Texts ending in -neutral stand where tickets have another name, so they avoid the noun

list-apply = Zastosuj
list-clear = Wyczyść filtry
list-empty-text = Gdy do nas napiszesz, tutaj sprawdzisz, co się dzieje
list-empty-title = Nie masz jeszcze zgłoszeń
list-empty-title-neutral = Nic tu jeszcze nie ma
# Downloads the list, as filtered, as a CSV file.
list-export = Eksportuj ten widok
list-new = Nowe zgłoszenie
list-new-neutral = Napisz do nas
list-next = Następna
list-nomatch-text = Spróbuj innych słów lub wyczyść filtry
list-nomatch-title = Brak pasujących zgłoszeń
list-nomatch-title-neutral = Brak wyników
list-owner-none = Jeszcze nieprzydzielone
list-pages-label = Strony
list-prev = Poprzednia
# a, b: the first and last row on this page; n: of how many in all.
list-range =
    { $n ->
        [one] { $a }–{ $b } z { $n } zgłoszenia
        [few] { $a }–{ $b } z { $n } zgłoszeń
        [many] { $a }–{ $b } z { $n } zgłoszeń
       *[other] { $a }–{ $b } z { $n } zgłoszenia
    }
list-range-neutral = { $a }–{ $b } z { $n }
# For these four the list writes what stands in braces itself, behind the rest: it has to come last.
list-row-by = Zgłoszone przez: { $name }
list-row-opened = Utworzono: { $date }
list-row-owner = Prowadzi: { $name }
list-row-updated = Aktualizacja: { $time }
list-search-label = Szukaj w zgłoszeniach
list-search-label-neutral = Szukaj
# Before the line of a message in which the searched words stand.
list-snippet = Znaleziono w wiadomości:
list-sort = Sortuj według
list-sort-activity = Ostatnia aktywność
list-sort-created = Najnowsze
list-sort-priority = Priorytet
list-sort-status = Status
list-unread = Nieprzeczytane
list-view-label = Widok
list-view-mine = Moje
list-view-org = Mojej organizacji

## The customer's ticket

thread-earlier =
    { $n ->
        [one] Pokaż { $n } wcześniejszą wiadomość
        [few] Pokaż { $n } wcześniejsze wiadomości
        [many] Pokaż { $n } wcześniejszych wiadomości
       *[other] Pokaż { $n } wcześniejszej wiadomości
    }
ticket-back = Wszystkie zgłoszenia
ticket-back-neutral = Wróć do listy
ticket-conversation = Rozmowa
ticket-details = Szczegóły
ticket-live-bar = Jest nowa odpowiedź.
ticket-live-show = Pokaż
# A ticket made from a phone call has no messages at first.
ticket-no-messages = Nie ma jeszcze wiadomości. Napisz do nas poniżej
ticket-number = Numer
ticket-quoted = Pokaż cytowany tekst
# Who wrote a message, if it is one of the company's people.
ticket-team = { $name } · { $company }
ticket-you = Ty

## The customer's reply and files

files-add = Dołącz pliki
files-big = { $file } ma więcej niż { $size }
files-done = { $file }: przesłano
files-failed = Nie udało się przesłać: { $file }. Spróbuj ponownie
files-hint = Upuść lub wklej je tutaj, do { $size } każdy
files-label = Pliki
# file: its name; n: how many are allowed.
files-many =
    { $n ->
        [one] { $file }: nie dołączono. Można dołączyć najwyżej { $n } plik
        [few] { $file }: nie dołączono. Można dołączyć najwyżej { $n } pliki
        [many] { $file }: nie dołączono. Można dołączyć najwyżej { $n } plików
       *[other] { $file }: nie dołączono. Można dołączyć najwyżej { $n } pliku
    }
files-remove = Usuń { $file }
# size: how much all may have; file: the first one that was not attached.
files-together = Wszystkie pliki razem mogą mieć najwyżej { $size }: nie dołączono pliku { $file } ani następnych
offline-send = Nie wysłano: brak połączenia. Twój tekst został zachowany
reply-draft = Szkic zapisano: { $time }
reply-empty = Napisz wiadomość lub dołącz plik
reply-label = Twoja wiadomość
reply-restored = Przywróciliśmy Twój niewysłany tekst
reply-send = Wyślij odpowiedź
reply-send-close = Wyślij i zamknij
reply-send-reopen = Wyślij i otwórz ponownie
reply-sending = Wysyłanie
reply-sent = Wysłano odpowiedź
reply-title = Odpowiedź

## Closing and opening again

close-button = Zamknij zgłoszenie
close-button-neutral = Zamknij
close-can = Odpowiedz, aby otworzyć ponownie
close-cannot = Potrzebujesz dalszej pomocy? Utwórz nowe zgłoszenie
close-cannot-neutral = Potrzebujesz dalszej pomocy? Napisz do nas
close-flash = Zamknięto.
close-new = Nowe zgłoszenie w tej sprawie
close-new-neutral = Napisz ponownie w tej sprawie
close-notice = To zgłoszenie jest zamknięte
close-notice-neutral = Sprawa jest zamknięta
close-unsent = Nie wysłano
close-unsent-text = Twój tekst. Przejdzie do nowego zgłoszenia, gdy je utworzysz
close-unsent-text-neutral = Twój tekst. Przejdzie do nowej wiadomości, gdy do nas napiszesz
reopen-button = Otwórz ponownie
reopen-flash = Otwarto ponownie.

## A new ticket

# Above the form, when it follows a closed ticket.
new-about = Ciąg dalszy zamkniętego zgłoszenia #{ PLAIN($number) }
new-about-neutral = Ciąg dalszy #{ PLAIN($number) }
new-description = Co się stało?
new-done = Mamy Twoją wiadomość. Numer { PLAIN($number) }. Odpiszemy na adres { $email }
new-send = Wyślij
new-subject = Temat
new-subject-hint = Krótko, na przykład „Drukarka nie drukuje”
# Used if the form has no heading of its own.
new-title = Nowe zgłoszenie
new-title-neutral = Napisz do nas

## The customer's account

account-company = Organizacja
account-details = Profil
account-email = Adres e-mail
account-first-name = Imię
account-language = Język
account-last-name = Nazwisko
account-title = Moje konto
account-zone = Strefa czasowa

## Errors of forms and fields

error-action = Na tej stronie nie można tego zrobić. Odśwież ją i spróbuj ponownie
error-agent = Wybierz osobę z listy
error-choose = Wybierz jedną z opcji
error-close-refused = Tego zgłoszenia nie można tu zamknąć. Napisz do nas, a my to zrobimy
error-close-refused-neutral = Tutaj nie można zamknąć sprawy. Napisz do nas, a my to zrobimy
# The six digits of the second step of signing in.
error-code = Ten kod jest błędny lub wygasł. Wpisz kod, który aplikacja pokazuje teraz
error-duplicate = To już zostało wysłane. Nie trzeba wysyłać ponownie
error-email = Wpisz adres e-mail, na przykład imie@example.com
error-files-incomplete = Pliki nie dotarły w całości. Dołącz je ponownie
# label: the name of the field, n: by how many characters.
error-long = Pole „{ $label }” jest za długie. { chars-over }
error-minutes = Wpisz liczbę pełnych minut, na przykład 15
error-no-inbox = Nie możemy tu jeszcze przyjmować wiadomości: brak podłączonej skrzynki. Napisz do nas w inny sposób
# A wrong password where one is asked for again, not at the sign-in.
error-password = To hasło jest nieprawidłowe. Spróbuj ponownie
error-reply-closed = To zgłoszenie jest zamknięte i nie można już na nie odpowiedzieć. Utwórz nowe, Twój tekst został zachowany
error-reply-closed-neutral = Sprawa jest zamknięta i nie można już na nią odpowiedzieć. Napisz do nas na nowo, Twój tekst został zachowany
error-required = Uzupełnij pole „{ $label }”
# The heading above the list of mistakes.
error-summary = Coś wymaga poprawy
# The browser's tab, when a form comes back with mistakes.
error-title = Błąd: { $title }

## Whole pages that say what went wrong

failure-403-text = Zalogowano jako { $email }. Ten portal jest dostępny tylko dla wybranych osób
failure-403-title = Nie masz dostępu
failure-404-text = Mogła zostać przeniesiona albo nie masz do niej dostępu
failure-404-title = Nie ma takiej strony
failure-413-text = Całość jest zbyt duża: pliki mogą mieć razem najwyżej { $size }. Usuń plik lub skróć tekst i wyślij ponownie
failure-413-title = Za dużo danych do wysłania
failure-421-text = Sprawdź adres lub zapytaj osobę, od której go masz
failure-421-title = Pod tym adresem nie ma portalu
failure-429-text = W ciągu kilku minut przyjmujemy tylko ograniczoną ich liczbę. { wait-minutes }
failure-429-title = Zbyt wiele żądań
# id: what to give to support, so that they find the cause.
failure-500-text = Wróć i spróbuj ponownie. Numer błędu: { PLAIN($id) }
failure-500-title = Coś poszło nie tak po naszej stronie
failure-503-text-soon = W tej chwili nie możemy odpowiedzieć. Wróć i spróbuj ponownie za kilka minut
failure-503-title = Zaraz wracamy
failure-csrf-text = Strona była otwarta zbyt długo. Wyślij jeszcze raz, nic nie przepadło
failure-csrf-title = Jeszcze nie wysłano
failure-home = Przejdź do strony głównej
failure-unsent = Twój tekst. Skopiuj go i wyślij później ponownie

## E-mails to the customer

# In every mail, between dashes; what stands below it in an answer is not read.
mail-above = Odpowiedz powyżej tej linii
mail-button = Zobacz zgłoszenie i odpowiedz
mail-button-neutral = Zobacz i odpowiedz
mail-closed-body = Twoje zgłoszenie „{ $subject }” zostało zamknięte.
mail-closed-body-neutral = Sprawa „{ $subject }” została zamknięta.
mail-closed-can = Odpowiedz na tę wiadomość, aby otworzyć ponownie.
mail-closed-cannot = Potrzebujesz dalszej pomocy? Odpowiedz na tę wiadomość.
mail-closed-subject = Zamknięto: { $subject } [#{ PLAIN($number) }]
# Two facts under the text of a mail.
mail-facts = Zgłoszenie #{ PLAIN($number) } · { $status }
mail-facts-neutral = Numer { PLAIN($number) } · { $status }
# A file that is not in the mail because of its size.
mail-file = { $file } ({ $size }) jest w portalu
# name: the first name. A language that would have to inflect it leaves it out.
mail-greeting = Dzień dobry,
mail-greeting-plain = Dzień dobry,
mail-ignore = To nie Ty? Zignoruj tę wiadomość, nic się nie zmieni
# Stands where an e-mail names nobody as its sender.
mail-no-sender = (brak nadawcy)
# Stands where an e-mail came without a subject.
mail-no-subject = (brak tematu)
mail-or-answer = lub po prostu odpowiedz na tę wiadomość
# Without a word of the sender: it goes to addresses that nobody has proved.
mail-received-fixed = Mamy Twoją wiadomość. Odpowiemy e-mailem.
mail-received-subject = Mamy Twoje zgłoszenie [#{ PLAIN($number) }]
mail-received-subject-neutral = Mamy Twoją wiadomość [#{ PLAIN($number) }]
mail-reply-body = Zgłoszenie „{ $subject }”. Odpowiada: { $agent }
mail-reply-body-neutral = Temat: „{ $subject }”. Odpowiada: { $agent }
# agent: who answered. A language in which the verb shows the agent's gender leaves the name out.
mail-reply-subject = Nowa odpowiedź: { $subject } [#{ PLAIN($number) }]
mail-settings = Zmień, co wysyłamy
mail-why = Otrzymujesz tę wiadomość, bo to Twoje zgłoszenie
mail-why-neutral = Otrzymujesz tę wiadomość w odpowiedzi na swoją wiadomość do nas
mail-why-participant = Otrzymujesz tę wiadomość, bo dodano Cię do rozmowy

## The desk: frame, views and list

desk-list-empty = Ten widok jest pusty
desk-list-empty-mine = Nic na Ciebie nie czeka
desk-list-empty-text = Nowe zgłoszenia pojawią się same
desk-list-label = Zgłoszenia w tym widoku
# The bar above the list: loads what has come in meanwhile.
desk-list-new =
    { $n ->
        [one] Pokaż { $n } nowe zgłoszenie
        [few] Pokaż { $n } nowe zgłoszenia
        [many] Pokaż { $n } nowych zgłoszeń
       *[other] Pokaż { $n } nowego zgłoszenia
    }
desk-list-nomatch = Brak pasujących zgłoszeń
desk-list-nomatch-text = Spróbuj innych słów lub innego widoku
desk-nav-call = Rozmowa telefoniczna
desk-nav-inbox = Skrzynka
desk-nav-keys = Skróty klawiszowe
desk-nav-tickets = Zgłoszenia
desk-search = Szukaj
desk-search-hint = Słowa, numer lub adres
desk-title = Panel obsługi
desk-view-closed = Zamknięte
desk-view-label = Widoki
desk-view-mine = Moje otwarte
desk-view-open = Wszystkie otwarte
desk-view-set-aside = Odłożona poczta
desk-view-spam = Spam
desk-view-unassigned = Nieprzydzielone

## The desk: the thread

desk-assign = Przydziel
desk-assign-label = Komu przydzielić
desk-assign-me = Przydziel mi
# An auto-reply or a bounce: kept, never answered.
desk-automatic = Automatyczna odpowiedź
desk-close = Zamknij
# Somebody else wrote while an answer was being written; it stands above now.
desk-collision = Nowa wiadomość: { $name }. Przeczytaj ją powyżej i wyślij jeszcze raz, jeśli odpowiedź jest nadal aktualna
desk-comment = Komentarz
desk-comment-add = Dodaj komentarz
desk-comment-empty = Napisz komentarz lub dołącz plik
desk-comment-label = Twój komentarz
desk-comment-close = Dodaj i zamknij
# On a comment and above its field: customers never see it.
desk-comment-only = widzi to tylko Twój zespół
desk-composer-kind = Kto to przeczyta
desk-failed = Nie wysłano. Twój tekst został zachowany, spróbuj ponownie
desk-flash-accepted = Klient widzi teraz tę wiadomość
desk-flash-assigned = Przydzielono: { $name }
desk-flash-closed = Zamknięto.
desk-flash-commented = Dodano komentarz
desk-flash-priority = Priorytet: { $priority }
desk-flash-reopened = Otwarto ponownie
desk-flash-sent = Wysłano odpowiedź
desk-flash-sent-closed = Wysłano odpowiedź, zgłoszenie zamknięto
desk-flash-spam = Przeniesiono do spamu
desk-flash-stage = Etap: { $stage }
desk-flash-unassigned = Zgłoszenie jest teraz nieprzydzielone
desk-priority-label = Priorytet
desk-reopen = Otwórz ponownie
desk-reply = Odpowiedź
desk-reply-label = Twoja odpowiedź
# The contact has no address, so nothing can be sent.
desk-reply-no-address = Kontakt nie ma adresu e-mail. Odpowiedź będzie widoczna tylko w portalu
desk-reply-nobody = Nikt nie dostanie odpowiedzi: ta rozmowa nie ma jeszcze kontaktu. Najpierw pokaż wiadomość klientowi albo napisz komentarz
# These readers switched off mails about replies, or the portal sends none.
desk-reply-portal = Tylko w portalu, wiadomości e-mail są wyłączone: { $email }
desk-reply-to = To przeczyta klient: { $email }
desk-send = Wyślij
desk-send-close = Wyślij i zamknij
desk-spam = Przenieś do spamu
desk-spam-undo = To nie spam
desk-stage-label = Etap
desk-thread-choose = Wybierz zgłoszenie z listy
# The reason, in the server's words, stands behind it.
desk-undelivered = Nie dostarczono na adres { $email }
desk-undelivered-again = Wyślij ponownie
desk-unassigned = Nieprzydzielone
desk-unverified = Nadawca niezweryfikowany
desk-unverified-accept = Pokaż klientowi
# Where the e-mail asks for answers.
desk-unverified-reply-to = Prosi o odpowiedź na adres { $email }
desk-unverified-text = Klient nie widzi tej wiadomości i nie wysłano automatycznej odpowiedzi
# What speaks against the sender of an e-mail.
desk-doubt-author = Wiadomość nie podaje dokładnie jednego nadawcy z poprawnym adresem
desk-doubt-no-reader = Nadawca nie należy do osób, które czytają to zgłoszenie
desk-doubt-no-verdict = Serwer poczty nie sprawdził nadawcy, a tutaj przyjmujemy tylko sprawdzonych nadawców
desk-doubt-other-sender = To odpowiedź na naszą wiadomość do kogoś innego
desk-doubt-team = Wiadomość podaje jako nadawcę Wasz adres, ale nie została stąd wysłana
desk-doubt-verdict = Serwer poczty sprawdził nadawcę z wynikiem negatywnym: adres może być podrobiony

## The desk: beside the thread

desk-side-company = Firma
desk-side-contact = Kontakt
desk-side-label = O tym zgłoszeniu
desk-side-no-company = Brak firmy
desk-side-other = Inne zgłoszenia ({ $n })
desk-side-other-none = Brak innych zgłoszeń
desk-side-record = Otwórz kartę zgłoszenia
desk-side-thread = W portalu klienta
desk-side-thread-all = Portal pokazuje każdą rozmowę tego zgłoszenia
desk-side-thread-begin = Napisz do klienta
desk-side-thread-none = Nie ma jeszcze rozmowy. Zacznie ją pierwsza odpowiedź, w skrzynce { $inbox }
desk-side-thread-other = Portal pokazuje najstarszą rozmowę, a nie tę
desk-side-thread-shown = Portal pokazuje tę rozmowę, bo jest najstarsza
# Whom an e-mail says it is from; it may be forged.
desk-side-said = Podaje się za { $email }, czego nie zweryfikowano
desk-side-ticket = Zgłoszenie

## The desk: table of tickets

table-all-owners = Wszyscy prowadzący
table-all-stages = Wszystkie etapy
table-caption = Zgłoszenia, sortowanie: { $column }
table-title = Zgłoszenia

## The desk: a ticket's record and its timeline

record-associations = Powiązane z tym zgłoszeniem
record-conversations = Rozmowy
record-no-owner = Nikt nie prowadzi
record-note = Notatka
record-note-add = Dodaj notatkę
record-note-label = Twoja notatka
record-note-only = Klienci nigdy nie widzą notatek
record-note-saved = Dodano notatkę
record-participant = Uczestnik
record-participant-add = Dodaj uczestnika
record-participant-email = Adres e-mail uczestnika
record-participant-remove = Usuń z rozmowy
record-participant-remove-who = Usuń z rozmowy: { $name }
record-participant-hint = Ta osoba zobaczy zgłoszenie w portalu i będzie otrzymywać wiadomości
record-properties = Właściwości
record-timeline = Oś czasu
record-timeline-empty = Nic się jeszcze nie wydarzyło
# In all of these: name is who did it, time is when. Polish avoids verbs that show a gender.
timeline-assigned = Prowadzi: { $owner } · przydziela: { $name } · { $time }
# Who did it, where it was no person.
timeline-by-customer = { $name }, klient
timeline-by-system = automatycznie
timeline-call = Zapisano rozmowę telefoniczną · { $name } · { $time }
timeline-closed = Zamknięto · { $name } · { $time }
timeline-comment = Komentarz · { $name } · { $time }
# property: the name of what was changed, e.g. Priority.
timeline-edited = Zmiana: { $property } · { $name } · { $time }
timeline-email-in = Wiadomość e-mail od: { $name } · { $time }
timeline-email-out = Wiadomość e-mail do: { $email } · wysyła: { $name } · { $time }
timeline-note = Notatka · { $name } · { $time }
timeline-opened = Utworzono · { $name } · { $time }
timeline-owner-removed = Cofnięto przydział · { $name } · { $time }
# who: the person who reads along from now on, or no longer.
timeline-participant = Dodano uczestnika: { $who } · { $name } · { $time }
timeline-participant-removed = Usunięto uczestnika: { $who } · { $name } · { $time }
timeline-portal-reply = Odpowiedź w portalu · { $name } · { $time }
timeline-reopened = Otwarto ponownie · { $name } · { $time }
timeline-stage = Zmiana etapu: { $stage } · { $name } · { $time }

## The desk: log a call

call-direction = Kto dzwonił?
call-direction-in = Klient dzwonił do nas
call-direction-out = Dzwoniliśmy do klienta
call-done = Rozmowę zapisano. Zgłoszenie #{ PLAIN($number) }
call-email = Adres e-mail kontaktu
call-email-hint = Z nieznanego jeszcze adresu powstanie nowy kontakt
call-minutes = Minuty
call-name = Imię i nazwisko
call-notes = Co ustalono?
call-notes-hint = Klienci nigdy tego nie widzą
call-save = Zapisz rozmowę telefoniczną
call-subject = Temat
call-subject-hint = Klient widzi go w portalu
call-title = Zapisz rozmowę telefoniczną

## The desk: signing in and the second step

desk-me-password-changed = Zmieniono hasło. Pozostałe urządzenia zostały wylogowane
desk-signin-title = Zaloguj się do panelu obsługi

## The desk: mail that could not be read

set-aside-delete = Usuń
set-aside-deleted = Usunięto
set-aside-empty = Brak odłożonej poczty
set-aside-error = Co się nie udało
set-aside-from = Od
set-aside-received = Otrzymano
set-aside-retry = Spróbuj ponownie
set-aside-retry-queued = Trwa kolejna próba. Jeśli się uda, wiadomość pojawi się w skrzynce
set-aside-size = Rozmiar
set-aside-source = Pobierz wiadomość w oryginale
set-aside-text = Tu trafiają wiadomości, których nie udało się odczytać. Nie wstrzymują one pozostałej poczty
set-aside-title = Odłożona poczta

## The desk: list of keys

keys-assign = Przydziel
keys-assign-me = Przydziel mi
keys-back = Wróć do listy
keys-close = Zamknij zgłoszenie
keys-close-dialog = Zamknij
keys-comment = Napisz komentarz
keys-escape = Opuść pole, zamknij okno
keys-go-mine = Przejdź do: moje otwarte
keys-go-open = Przejdź do: wszystkie otwarte
keys-go-unassigned = Przejdź do: nieprzydzielone
keys-group-go = Widoki
keys-group-list = Lista
keys-group-ticket = Zgłoszenie
keys-group-write = Pisanie
keys-help = Ta lista skrótów
keys-next = Następny wiersz
keys-open = Otwórz zgłoszenie
# Between two keys of which either will do: Enter or O.
keys-or = lub
keys-previous = Poprzedni wiersz
keys-reopen = Otwórz ponownie
keys-undo = Cofnij zamknięcie
keys-reply = Napisz odpowiedź
keys-search = Szukaj
keys-send = Wyślij
keys-send-close = Wyślij, zamknij, następne zgłoszenie
keys-single = Pojedyncze klawisze
keys-single-hint = Wyłącz je, jeśli korzystasz ze sterowania głosem
# Between two keys pressed one after the other: G then I.
keys-then = potem
keys-title = Skróty klawiszowe

## The demo's page of caught e-mails

caught-back = Wszystkie wiadomości
caught-empty = Nie ma jeszcze wiadomości
caught-from = Od
caught-plain = Zwykły tekst
caught-sent = Wysłano
caught-subject = Temat
caught-text = Ta wersja demonstracyjna nie wysyła poczty. Tutaj jest to, co zostałoby wysłane
caught-title = Przechwycone wiadomości
caught-to = Do

## The rest of what a page can answer

failure-409-title = Nie zapisano
failure-422-title = Czegoś brakuje
failure-422-text = Wróć i sprawdź, co zostało wysłane
failure-507-title = Jeszcze nie zapisano
failure-507-text = W tej chwili nie ma miejsca na nowe dane. Wróć i spróbuj ponownie później
error-broken-form = Przeglądarka nie wysłała całego formularza. Wyślij go ponownie
error-email-taken = Tego adresu nie można tu użyć. Wybierz inny

## Second step of signing in and passkeys, of members and agents

factor-change = Zmień
factor-code = Kod, który aplikacja pokazuje teraz
factor-heading = Drugi krok logowania
factor-is-off = Jest wyłączony. Kod z telefonu chroniłby Twoje konto.
factor-is-on = Jest włączony. Po haśle pytamy o kod z telefonu.
factor-key = Lub wpisz ten klucz w aplikacji
factor-last = Twoja firma wymaga tu od wszystkich drugiego kroku. Najpierw ustaw inny, potem usuń ten
factor-off-done = Drugi krok jest wyłączony
factor-on-already = Drugi krok jest już włączony
factor-owed = Twoja firma wymaga tu od wszystkich drugiego kroku logowania. Ustaw go, aby przejść dalej.
factor-passkey-instead = Użyj klucza dostępu
factor-qr = Kod QR dla aplikacji uwierzytelniającej
factor-scan = Zeskanuj ten kod aplikacją uwierzytelniającą w telefonie.
factor-set-up = Ustaw drugi krok logowania
factor-turn-on = Włącz
passkey-add = Dodaj klucz dostępu
passkey-added = Dodano klucz dostępu
passkey-added-on = Dodano
passkey-bad = Ten klucz dostępu nie został przyjęty. Spróbuj ponownie lub zaloguj się inaczej
passkey-cancelled = Nie użyto klucza dostępu. Spróbuj ponownie, kiedy zechcesz
passkey-failed = Przeglądarka nie mogła użyć klucza dostępu. Spróbuj ponownie
passkey-host = Klucze dostępu wymagają nazwy hosta. Nie działają pod adresem złożonym z cyfr
passkey-known = Na tym urządzeniu jest już Twój klucz dostępu
passkey-late = Trwało to zbyt długo. Spróbuj ponownie
passkey-name = Nazwa
passkey-name-hint = Na przykład: mój telefon
passkey-none = Klucze dostępu wymagają aktualnej przeglądarki z włączonymi skryptami.
passkey-removed = Usunięto klucz dostępu
passkey-unnamed = Klucz dostępu
passkey-unused = Jeszcze nieużywany
passkey-used-on = Ostatnie użycie
passkeys-count =
    { $n ->
        [one] { $n } klucz dostępu
        [few] { $n } klucze dostępu
        [many] { $n } kluczy dostępu
       *[other] { $n } klucza dostępu
    }
passkeys-heading = Klucze dostępu
passkeys-manage = Zarządzaj kluczami dostępu
passkeys-text = Z kluczem dostępu logujesz się odciskiem palca, twarzą lub kodem PIN urządzenia, bez hasła.
prove-code = Kod z aplikacji lub kod zapasowy
prove-code-or = Albo kod z aplikacji lub kod zapasowy
prove-codes-button = Nowe kody zapasowe
prove-codes-text = Stare kody przestaną działać. Najpierw potwierdź, że to Ty.
prove-codes-title = Utwórz nowe kody zapasowe
prove-off-button = Wyłącz
prove-off-text = Do logowania wystarczy wtedy samo hasło. Najpierw potwierdź, że to Ty.
prove-off-title = Wyłącz drugi krok logowania
prove-passkey = Potwierdź kluczem dostępu
prove-remove-button = Usuń
prove-remove-text = Nie będzie już można się nim tutaj zalogować. Najpierw potwierdź, że to Ty.
prove-remove-title = Usuń „{ $name }”
recovery-heading = Kody zapasowe
recovery-keep = Zachowaj te kody zapasowe
recovery-kept = Kody są zapisane
recovery-left =
    { $n ->
        [one] Pozostał { $n } kod zapasowy.
        [few] Pozostały { $n } kody zapasowe.
        [many] Pozostało { $n } kodów zapasowych.
       *[other] Pozostało { $n } kodu zapasowego.
    }
recovery-text = Każdy działa raz, na wypadek braku telefonu pod ręką. Pokazujemy je tylko teraz.
recovery-used = Użyto kodu zapasowego. Utwórz nowe, zanim się skończą
security-app = Kody z aplikacji
security-nothing = Tylko hasło
security-require = Każda osoba w obsłudze musi mieć drugi krok logowania
security-require-hint = Klucz dostępu też się liczy. Kto nie ma jeszcze niczego, ustawia go od razu po zalogowaniu i nie widzi przedtem nic innego.
security-reset = Usuń zabezpieczenia
security-reset-done = Drugi krok i klucze dostępu tej osoby zostały usunięte
security-reset-of = Usuń zabezpieczenia: { $name }
security-reset-text = Na wypadek zgubionego telefonu: aplikacja, kody zapasowe i klucze dostępu tej osoby przestaną działać, jej powiązania z dostawcami tożsamości zostaną usunięte, a ona zostanie wylogowana. Zaloguje się hasłem i będzie mogła ustawić nowe.
security-reset-title = Usuń drugi krok i klucze dostępu: { $name }
settings-security = Logowanie do panelu obsługi
security-who = Kto co ma
signin-code = Kod
signin-code-button = Dalej
signin-code-hint = Sześć cyfr z aplikacji uwierzytelniającej lub kod zapasowy
signin-passkey = Zaloguj się kluczem dostępu
signin-passkey-owed = Hasło jest prawidłowe. Teraz potwierdź kluczem dostępu.
signin-second = Drugi krok
mail-credential-subject = Zmiana sposobu logowania: { $portal }
mail-credential-button = Moje konto
mail-factor-on = Włączono drugi krok logowania do Twojego konta w portalu { $portal }. Jeśli to nie Ty, ustaw nowe hasło i napisz do nas.
mail-factor-off = Wyłączono drugi krok logowania do Twojego konta w portalu { $portal }. Jeśli to nie Ty, ustaw nowe hasło i włącz go ponownie.
mail-recovery-used = W portalu { $portal } użyto kodu zapasowego, aby potwierdzić, że to Ty. Jeśli to nie Ty, ustaw nowe hasło i utwórz nowe kody zapasowe.
mail-recovery-renewed = Utworzono nowe kody zapasowe do Twojego konta w portalu { $portal }. Stare już nie działają. Jeśli to nie Ty, ustaw nowe hasło i utwórz nowe kody.
mail-passkey-added = Do Twojego konta w portalu { $portal } dodano klucz dostępu. Jeśli to nie Ty, usuń go i ustaw nowe hasło.
mail-passkey-removed = Z Twojego konta w portalu { $portal } usunięto klucz dostępu. Jeśli to nie Ty, ustaw nowe hasło.
mail-factors-reset = Twój drugi krok logowania i klucze dostępu w portalu { $portal } zostały usunięte przez administratora. Zalogujesz się hasłem i możesz ustawić nowe. Jeśli to nie była Twoja prośba, napisz do nas.

## Contacts and companies at the desk

contact-add = Dodaj kontakt
contact-back = Wszystkie kontakty
contact-caption = Kontakty, od najnowszych
contact-company = Firma
contact-company-hint = Nowa nazwa utworzy nową firmę. Osoby z jednej firmy mogą w portalu widzieć nawzajem swoje zgłoszenia
contact-empty = Nie ma jeszcze kontaktów. Kontaktem staje się każdy, kto do Was napisze
contact-name = Imię i nazwisko
contact-nameless = Bez nazwy
contact-new = Nowy kontakt
contact-no-lists = Na żadnej liście
contact-nomatch = Brak pasujących kontaktów
contact-search = Szukaj kontaktów
contact-search-hint = Nazwisko, adres e-mail, telefon lub firma
contact-tickets = Zgłoszenia tej osoby
contact-title = Kontakty
company-domain = Domena internetowa
company-domain-hint = Na przykład example.com. Mogą z niej korzystać listy
company-name = Nazwa
company-people = Osoby z tej firmy
error-contact-empty = Wpisz adres e-mail lub imię i nazwisko
# An agent who lacks a permission.
failure-403-permission = Uprawnienie do tego może Ci nadać administrator

## Lists of contacts

lists-add = Dodaj osoby
lists-add-button = Dodaj
lists-add-condition = Dodaj warunek
lists-add-group = Dodaj kolejną grupę
lists-added = Wszystkie osoby są na liście
lists-added-some =
    { $n ->
        [one] Dodano { $n } osobę
        [few] Dodano { $n } osoby
        [many] Dodano { $n } osób
       *[other] Dodano { $n } osoby
    }
lists-addresses = Adresy e-mail
lists-addresses-hint = Jeden lub wiele, tak jak zostały skopiowane
# Between two conditions that must both be true.
lists-and = i
lists-back = Wszystkie listy
lists-caption = Listy według nazwy
lists-count-again = Policz ponownie
# n: which condition of which group.
lists-drop = Usuń warunek { $n } z grupy { $group }
lists-drop-short = Usuń warunek
lists-edit = Edytuj
lists-edit-title = Edytuj listę { $name }
lists-empty = Nie ma jeszcze list
lists-empty-text = Lista to zbiór kontaktów. Portal może być otwarty dla osób z listy
lists-filter = Kto jest na liście
lists-filter-empty = Brak warunków: na liście nie ma nikogo
lists-filter-hint = Osoba jest na liście, dopóki spełnia wszystkie warunki jednej z grup
lists-group = Grupa { $n }
lists-kind = Rodzaj
lists-kind-active = Aktywna
lists-kind-active-hint = O składzie decydują warunki, a lista aktualizuje się sama
lists-kind-static = Statyczna
lists-kind-static-hint = Osoby wybierasz Ty
lists-makes-contacts = Utwórz kontakty z nieznanych jeszcze adresów
lists-matches =
    { $n ->
        [one] Teraz pasuje { $n } kontakt
        [few] Teraz pasują { $n } kontakty
        [many] Teraz pasuje { $n } kontaktów
       *[other] Teraz pasuje { $n } kontaktu
    }
lists-matches-unknown = Uzupełnij warunki, aby zobaczyć, ile kontaktów pasuje
lists-member-removed = Usunięto z listy
lists-members = Osoby na liście, od najnowszych
lists-name = Nazwa
lists-new = Nowa lista
lists-nobody = Na tej liście nie ma nikogo
lists-operator = Porównanie
lists-operator-after = jest po
lists-operator-before = jest przed
lists-operator-begins-with = zaczyna się od
lists-operator-contains = zawiera
lists-operator-does-not-contain = nie zawiera
lists-operator-is = to
lists-operator-is-known = ma wartość
lists-operator-is-not = to nie
lists-operator-is-unknown = nie ma wartości
lists-operators-day = Dla dni
lists-operators-text = Dla wszystkich
# Between two groups of conditions, of which one is enough.
lists-or = lub
lists-people = Osoby
lists-property = Właściwość
lists-property-any-company = Dowolna firma: nazwa
lists-property-any-company-domain = Dowolna firma: domena
lists-property-company = Główna firma: nazwa
lists-property-company-domain = Główna firma: domena
lists-property-created = Data dodania
lists-property-email = Adres e-mail
lists-property-email-domain = Domena adresu e-mail
lists-property-first-name = Imię
lists-property-last-name = Nazwisko
lists-property-phone = Telefon
lists-remove = Usuń listę
lists-remove-text =
    { $n ->
        [one] Jest na niej { $n } osoba. Pozostanie w kontaktach
        [few] Są na niej { $n } osoby. Pozostaną w kontaktach
        [many] Jest na niej { $n } osób. Pozostaną w kontaktach
       *[other] Jest na niej { $n } osoby. Pozostaną w kontaktach
    }
lists-remove-title = Usuń listę { $name }
lists-removed = Lista została usunięta
# The day since which somebody is in the list.
lists-since = Na liście od
lists-take = Usuń z listy
lists-take-one = Usuń z listy: { $name }
lists-title = Listy
lists-ours = { $email } to adres Twojego zespołu
lists-unknown = { $email }: nie ma kontaktu z tym adresem
lists-value = Wartość
lists-wrong = „{ $text }” nie jest adresem e-mail
error-filter = Tych warunków nie można użyć w tej postaci
error-list-active = Skład tej listy zależy od warunków. Zmień je
error-list-day = Wpisz dzień, na przykład 2026-01-31
# n: by how many characters.
error-list-long = Ta wartość jest za długa. { chars-over }
error-list-many = Dodaj najwyżej 1000 adresów naraz
error-list-name-taken = Inna lista ma już tę nazwę. Wybierz inną
error-list-operator = Wybierz porównanie, które pasuje do właściwości
error-list-used = Ta lista daje dostęp do portalu. Najpierw zmień ustawienia dostępu
error-list-value = Wpisz, z czym porównać

## Ways in: links by mail, registration, invitations, consent

signin-no-account = Nie masz konta?
signin-register = Zarejestruj się tutaj
signin-link-button = Wyślij mi link
signin-sso-only = Zaloguj się przez swoją organizację
signin-closed = To konto jest wyłączone. Napisz do nas, jeśli to pomyłka.
check-title = Sprawdź pocztę
check-text = Wysłaliśmy link na adres { $email }.
check-known = Jeśli z adresem { $email } jest powiązane konto, link jest już w drodze.
check-here = Otwórz link w tej przeglądarce: w innej nie zadziała.
check-most = Nic nie przyszło? Zajrzyj do spamu. Na jeden adres wysyłamy tylko kilka takich wiadomości dziennie
check-resend = Wyślij ponownie
check-again = Jeśli adres jest prawidłowy, kolejna wiadomość jest w drodze, chyba że poprzednia wyszła przed chwilą
check-wrong = To nie ten adres? Zmień go
link-spent-title = Ten link już nie działa
link-spent = Ten link został już użyty lub wygasł.
link-new = Poproś o nowy link
link-here = Zaloguj się jako { $email }.
link-elsewhere = Ten link działa tylko w przeglądarce, z której został zamówiony. Otwórz go tam albo poproś tutaj o nowy.
reset-title = Ustaw nowe hasło
reset-text = Wyślemy Ci link do ustawienia nowego hasła.
reset-button = Wyślij link
reset-new = Nowe hasło
reset-save = Zapisz i zaloguj się
reset-done = Zmieniono hasło. Pozostałe urządzenia zostały wylogowane
denied-title = Nie masz dostępu
denied-text = Zalogowano jako { $email }. Ten portal jest dostępny tylko dla wybranych osób.
denied-nobody = Ten portal jest dostępny tylko dla wybranych osób.
denied-other = Zaloguj się na inne konto
register-title = Utwórz konto
register-first = Imię
register-last = Nazwisko
register-team = Poczta na ten adres trafia do nas. Podaj własny adres
register-button = Utwórz konto
register-have = Mam już konto
confirm-title = Potwierdź adres
confirm-text = Potwierdź, że adres { $email } należy do Ciebie, a konto będzie gotowe.
confirm-elsewhere = Link został otwarty w innej przeglądarce. Wpisz hasło wybrane przy rejestracji.
confirm-button = Potwierdź i zaloguj się
invite-title = Witamy w portalu { $portal }
invite-text = Ustaw hasło, aby logować się adresem { $email }.
invite-button = Zapisz i zaloguj się
password-hint = Co najmniej 12 znaków. Dobrze sprawdza się kilka słów
password-short = Użyj co najmniej 12 znaków albo 8 z wielkimi i małymi literami oraz cyframi lub znakami specjalnymi
password-long = Użyj najwyżej 200 znaków
password-own = Hasło nie może zawierać Twojego imienia, nazwiska ani adresu
password-common = To hasło jest zbyt łatwe do odgadnięcia. Wybierz inne
consent-title = Twoja zgoda
consent-head = Twoje dane
consent-need = Zaznacz zgodę, aby przejść dalej
consent-again = Przeczytaj to, zanim przejdziesz dalej. Widzisz to po raz pierwszy, treść się zmieniła albo zgoda została wycofana.
consent-own-data = Bez zgody też możesz dostać kopię swoich danych albo poprosić o ich usunięcie:
consent-button = Dalej
address-title = Kolejny adres
address-confirm = Potwierdź, że adres { $email } też należy do Ciebie.
address-button = Potwierdź
account-language-portal = Język portalu
account-mails = Wiadomości, które wysyłamy
account-mail-opened = Utworzono zgłoszenie
account-mail-replied = Jest nasza odpowiedź
account-mail-closed = Zamknięto zgłoszenie
account-addresses = Inne adresy
account-addresses-text = Możesz się nimi logować, a wiadomości z tych adresów traktujemy jako Twoje.
account-address-add = Dodaj adres
account-address-remove = Usuń
account-new-address = Nowy adres
account-password = Hasło
account-old-password = Obecne hasło
account-password-button = Zmień hasło
account-sessions = Zalogowane urządzenia
account-this = To urządzenie
account-unknown-device = Nieznane urządzenie
account-last-used = Ostatnio używane
account-end-others = Wyloguj pozostałe urządzenia
account-consents = Twoje zgody
account-consent-text = Treść zgody
account-consent-given = Zgoda wyrażona
account-consent-refused = Brak zgody
account-consent-withdrawn = wycofana
account-withdraw = Wycofaj
method-password = hasło
method-link = link z wiadomości
method-passkey = klucz dostępu
method-registration = rejestracja
method-invitation = zaproszenie
method-sso = logowanie jednokrotne
idle-warn = Za 2 minuty nastąpi wylogowanie
idle-stay = Nie wylogowuj mnie
mail-link-minutes = { $n ->
    [one] Link działa przez { $n } minutę.
    [few] Link działa przez { $n } minuty.
    [many] Link działa przez { $n } minut.
   *[other] Link działa przez { $n } minuty.
}
mail-link-hours = { $n ->
    [one] Link działa przez { $n } godzinę.
    [few] Link działa przez { $n } godziny.
    [many] Link działa przez { $n } godzin.
   *[other] Link działa przez { $n } godziny.
}
mail-link-days = { $n ->
    [one] Link działa przez { $n } dzień.
    [few] Link działa przez { $n } dni.
    [many] Link działa przez { $n } dni.
   *[other] Link działa przez { $n } dnia.
}
mail-registration-subject = Potwierdź adres e-mail
mail-registration-text = Potwierdź swój adres, aby korzystać z portalu { $portal }.
mail-registration-button = Potwierdź adres
mail-reset-subject = Ustaw nowe hasło
mail-reset-text = Ktoś poprosił o nowe hasło do portalu { $portal }.
mail-reset-button = Ustaw nowe hasło
mail-link-subject = Twój link do logowania
mail-link-text = Otwórz link w przeglądarce, z której został zamówiony, aby zalogować się do portalu { $portal }.
mail-link-button = Zaloguj się
mail-address-subject = Potwierdź adres e-mail
mail-address-text = Potwierdź, że ten adres należy do Twojego konta w portalu { $portal }. Otwórz link w przeglądarce, w której trwa Twoja sesja.
mail-address-button = Potwierdź adres
mail-invitation-subject = Twój dostęp do portalu { $portal }
mail-invitation-text = Możesz teraz śledzić swoje zgłoszenia w portalu { $portal }. Na początek ustaw hasło.
mail-invitation-button = Ustaw hasło
mail-already-subject = Masz już konto
mail-already-text = Ktoś próbował zarejestrować ten adres w portalu { $portal }, a konto już istnieje. Zaloguj się albo ustaw tam nowe hasło.
mail-already-button = Zaloguj się
mail-device-subject = Nowe logowanie: { $portal }
mail-device-text = Na Twoje konto w portalu { $portal } zalogowano się z nowego urządzenia. Jeśli to nie Ty, ustaw nowe hasło i sprawdź zalogowane urządzenia.
mail-device-button = Moje konto
mail-changed-subject = Twoje hasło zostało zmienione
mail-changed-text = Hasło do Twojego konta w portalu { $portal } zostało zmienione, a pozostałe urządzenia wylogowano. Jeśli to nie Ty, ustaw nowe.
mail-changed-button = Ustaw nowe hasło
account-tab-account = Profil
account-tab-security = Logowanie i bezpieczeństwo
account-tab-privacy = Twoje dane
account-consents-none = Nie prosiliśmy Cię o żadną zgodę.

## Settings at the desk

settings-title = Ustawienia
settings-access = Kto ma dostęp
settings-members = Użytkownicy portalu
settings-domains = Domeny
access-portal = Który portal
access-kind = Jak klienci wchodzą do portalu
access-members = Tylko osoby, którym utworzono konto
access-members-hint = Konta tworzysz samodzielnie, nikt inny nie wejdzie.
access-groups = Grupy dostępu
access-groups-hint = Kontakty z jednej z grup poniżej. Kto nie ma jeszcze konta, dostaje zaproszenie pocztą.
access-lists-hint = Listy kontaktów. Liczą się przy dostępie dla grup i przy logowaniu jednokrotnym.
access-registration = Każdy może się zarejestrować
access-registration-hint = Strona logowania proponuje utworzenie konta. Adres potwierdza się linkiem.
access-sso = Logowanie jednokrotne
access-sso-hint = Tożsamość potwierdza Twój dostawca. Jeśli poniżej wybrano grupy, wejdą tylko osoby, które do nich należą.
access-need-group = Wybierz co najmniej jedną grupę
access-no-lists = Nie ma jeszcze list.
access-make-list = Utwórz listę
access-ways = Inne sposoby logowania
access-magic-link = Zamiast hasłem można logować się linkiem przysłanym pocztą
access-invitation = Zaproszenie
access-invitation-text = Kto trafi do grupy dostępu i nie ma konta, po dwóch minutach dostanie link pocztą.
access-invitation-edit = Zmień treść
invitation-subject = Temat
invitation-words = Treść
invitation-sender = Nadawca
invitation-empty = W miejsce pustych pól wchodzi tekst Portico, w języku domeny.
common-preview = Podgląd
common-restore = Przywróć oryginał
common-yes = Tak
common-no = Nie
domain-host = Adres
domain-idle = Wylogowanie po bezczynności
domain-never = Nigdy
domain-consent = Zgoda
domain-minutes = { $n ->
    [one] Po { $n } minucie
    [few] Po { $n } minutach
    [many] Po { $n } minutach
   *[other] Po { $n } minuty
}
domain-hours = { $n ->
    [one] Po { $n } godzinie
    [few] Po { $n } godzinach
    [many] Po { $n } godzinach
   *[other] Po { $n } godziny
}
consent-settings-text = Widoczna przy tworzeniu konta. Zapisujemy w całości, na co kto się zgodził: treść, wersję, język, wybór, czas i adres sieciowy.
consent-asks = Pytaj o zgodę
consent-required = Bez zgody nie można utworzyć konta
consent-ask-again = Zapytaj wszystkich ponownie, gdy treść się zmieni
consent-text = Wyjaśnienie
consent-label = Tekst przy polu wyboru
consent-need-label = Wpisz tekst przy polu wyboru w języku domeny
members-invitations = Zaproszenia
members-none = Nikt nie ma jeszcze konta.
members-name = Imię i nazwisko
members-since = W portalu od
members-last = Ostatnie logowanie
members-change = Zmień
members-active = Aktywne
members-disabled = Wyłączone
members-disable = Wyłącz
members-enable = Włącz
invitations-none = Nie ma jeszcze zaproszeń. Najpierw otwórz portal dla grup dostępu.
invitations-list = Wszyscy bez konta na liście
invitations-again-all = Wyślij wszystkim ponownie
invitations-again = Wyślij ponownie
invitations-sent = Zaproszenia są w drodze
invitations-sent-at = Wysłano
invitation-waiting = Jeszcze nie wysłano
invitation-pending = Oczekuje
invitation-expired = Wygasło
invitation-accepted = Przyjęte
invitation-failed = Nieudane
# Of a list: the portals that are open to the people on it.
lists-used = Portale

## A form that could not be stored

error-full = W tej chwili nie ma miejsca na nowe dane. Twój tekst nadal tu jest. Wyślij go ponownie później
error-away = Nie udało się tego zapisać. Twój tekst nadal tu jest. Wyślij go ponownie za chwilę

## Pages that administrators write anew

settings-pages = Strony
pages-text = Każdą stronę logowania możesz napisać dla portalu od nowa. Oryginał zostaje pod ręką i pojawia się, gdy Twoja strona zawiedzie.
pages-all = Wszystkie strony portalu { $portal }
pages-page = Strona
pages-state = Źródło
pages-failure = Ostatni błąd
pages-changed = Zmienione
pages-original = Oryginał
pages-failed = Zamiast niej pokazaliśmy oryginał.
pages-no-failure = Brak
page-sign-in = Logowanie
page-register = Rejestracja
page-check-mail = Sprawdź pocztę
page-reset-request = Prośba o nowe hasło
page-reset = Ustawianie nowego hasła
page-signed-out = Po wylogowaniu
page-access-denied = Brak dostępu
page-consent = Zgoda
template-source = Źródło strony
template-hint = HTML, a w nim poniższe zmienne w podwójnych klamrach. Formularze, ich pola i pole zgody muszą zostać.
template-preview-hint = Z przykładowymi danymi, według źródła powyżej. Przyciski i linki w podglądzie nie działają.
template-phone = Telefon
template-desktop = Komputer
template-phone-title = Strona na telefonie
template-desktop-title = Strona na komputerze
template-variables = Zmienne
template-name = Nazwa
template-meaning = Co to jest
template-example = Przykład
template-place = Wiersz { $line }, kolumna { $column }:
template-line = Wiersz { $line }:
template-fault-language = Język szablonów zgłasza: { $name }
template-fault-never = Na stronie nie można użyć „{ $name }”
template-fault-list = Tutaj nie można umieścić „{ $name }” na liście
template-fault-tag = Ta część jest za długa: skróć ją
template-fault-long = Źródło ma ponad 64 KB
template-fault-large = Strona przekracza 1 MB
template-fault-steps = Wygenerowanie strony wymaga zbyt wielu kroków
template-fault-form = Brakuje formularza wysyłanego pod adres { $name }
template-fault-button = Formularz wysyłany pod adres { $name } nie ma przycisku
template-fault-field = Brakuje pola „{ $name }” lub jest ukryte
template-fault-box = Brakuje pola zgody „{ $name }” lub jego tekstu
template-fault-link = Brakuje linku do { $name }
template-var-action = Dokąd trafia formularz
template-var-back = Gdzie poprawić adres
template-var-buttons = Logowanie jednokrotne: name i href każdego dostawcy
template-var-can_register = Czy można zarejestrować się samodzielnie
template-var-consent = Zgoda, o którą pytamy: text, label, required
template-var-consents = Czy zaznaczono pole zgody
template-var-dir = Kierunek pisma: ltr albo rtl
template-var-email = Adres e-mail, wpisany lub znany
template-var-first_name = Wpisane imię
template-var-has_links = Czy można poprosić o link pocztą
template-var-has_own_logins = Czy do portalu można zalogować się hasłem
template-var-has_passkeys = Czy działają tu klucze dostępu
template-var-lang = Język
template-var-last_name = Wpisane nazwisko
template-var-layout = Szablon ramowy, który strona rozszerza
template-var-me = Osoba zalogowana: name, email, company
template-var-minutes = Ile minut działa link
template-var-next = Dokąd iść po zalogowaniu
template-var-path = Adres strony
template-var-problems = Błędy formularza: field i key każdego z nich
template-var-purpose = Do czego służy link
template-var-site = Portal: title, company, home
template-var-timed_out = Czy sesja wygasła sama
template-var-zone = Strefa czasowa
signed-out-title = Sesja zakończona
signed-out-text = Możesz teraz zamknąć tę stronę.
error-kind = Wybierz, kto to przeczyta: klient czy tylko zespół

## A copy of one's own data

data-ask = Poproś o kopię
data-asked = Przygotowujemy Twoje dane
data-download = Pobierz
data-is-asked = Przygotowujemy Twoje dane. Gdy będą gotowe, wyślemy wiadomość e-mail
data-is-ready = Twoja kopia jest gotowa. Możesz ją pobrać raz, do
data-text = Plik z Twoim profilem, zgodami i własnymi zgłoszeniami: wiadomościami i załącznikami
data-title = Pobierz moje dane
data-was-gone = Kopia nie została pobrana na czas. Data prośby:
data-was-taken = Kopia została pobrana. Data prośby:
mail-data-button = Pobierz moje dane
mail-data-subject = Twoje dane są gotowe
mail-data-text = Kopia Twoich danych jest gotowa. Możesz ją pobrać raz w ciągu 7 dni, po zalogowaniu.

## Single sign-on

sso-add = Dodaj połączenie
settings-sso = Logowanie jednokrotne
sso-algorithm = Sposób podpisywania tokenów
sso-attribute-email = Atrybut adresu e-mail
sso-attribute-first = Atrybut imienia
sso-attribute-last = Atrybut nazwiska
sso-attributes = Atrybuty
sso-attributes-hint = Pozostaw te pola puste, jeśli dostawca używa zwykłych nazw. Adresem e-mail jest wtedy NameID
sso-audience = Odbiorca (aud)
sso-audience-hint = Pozostaw puste, aby tego nie sprawdzać
# date: the day on which the certificate ends, or ended.
sso-certificate-ends = Ważność certyfikatu kończy się { $date }. Dodaj następny przed tym dniem
sso-certificate-until = ważny do { $date }
sso-certificates = Certyfikaty podpisu
sso-certificates-hint = W postaci PEM. Gdy dostawca zmienia certyfikat, trzymaj tu stary i nowy
sso-check-address = Połączenie może poręczyć za ten adres, a osoba o tym adresie może wejść
sso-check-algorithm = Podpis używa dozwolonego algorytmu
sso-check-audience = Odpowiedź jest przeznaczona dla nas
sso-check-email = Odpowiedź podaje adres e-mail
sso-check-encryption = Asercję zaszyfrowano naszym certyfikatem, a w środku jest podpisana
sso-check-form = Odpowiedź ma właściwą postać
sso-check-issuer = Odpowiedź pochodzi od ustawionego tu dostawcy
sso-check-once = Odpowiedź nie została jeszcze użyta
sso-check-provider = Dostawca zalogował tę osobę
sso-check-reach = Dostawca odpowiada
sso-check-recipient = Odpowiedź wysłano na nasz adres
sso-check-request = Odpowiedź należy do logowania rozpoczętego w tej przeglądarce
sso-check-settings = Ustawienia połączenia nadają się do użycia
sso-check-signature = Podpis złożono ustawionym tu kluczem
sso-check-time = Odpowiedź jest świeża
sso-client-id = Identyfikator klienta (Client ID)
sso-client-secret = Sekret klienta (Client secret)
sso-domains = Domeny adresów e-mail
sso-empty = Nie ma jeszcze połączenia
sso-empty-text = Użytkownicy portalu logują się tym, co mają tutaj: hasłem, linkiem lub kluczem dostępu
sso-error-certificate = Wpisz co najmniej jeden certyfikat w postaci PEM
sso-error-domains = Wpisz domeny, na przykład example.com
sso-error-key = Wpisz klucz pasujący do sposobu podpisywania. Wspólny sekret ma co najmniej 32 znaki
sso-error-metadata = To nie są metadane dostawcy tożsamości, który loguje przez przekierowanie
sso-error-name-taken = Inne połączenie tej domeny ma już tę nazwę. Wybierz inną
sso-error-not-tried = Najpierw wypróbuj połączenie, potem je włącz
sso-error-one-of-kind = Ta domena ma już połączenie tego rodzaju. Zmień tamto
sso-error-trust = Wymień domeny adresów, za które dostawca może poręczyć, albo zaufaj mu przy każdym adresie
sso-error-url = Wpisz adres zaczynający się od https://
sso-host = Domena
sso-idp = Dane od dostawcy
sso-idp-entity-id = Jego identyfikator (entity ID)
sso-idp-initiated = Logowanie można zacząć u dostawcy
sso-idp-initiated-hint = Bezpieczniej wyłączyć: przyjmujemy wtedy tylko logowania rozpoczęte tutaj
sso-idp-url = Jego adres logowania (SSO URL)
sso-issuer = Wystawca (issuer)
sso-issuer-hint = Adres dostawcy, taki jak w jego dokumencie discovery
sso-key = Sekret lub klucz publiczny
sso-key-hint = Dla HS256, HS384 i HS512 wspólny sekret o długości co najmniej 32 znaków, dla RS256 i ES256 klucz publiczny w postaci PEM
sso-kind = Rodzaj
sso-kind-jwt = Podpisany token (JWT)
sso-kind-oidc = OpenID Connect
sso-kind-saml = SAML 2.0
sso-metadata = Metadane jako tekst
sso-metadata-file = Metadane jako plik
sso-metadata-hint = Wypełnia trzy pola poniżej
sso-name = Nazwa na przycisku
sso-name-hint = Na przycisku logowania widać „Kontynuuj przez” i tę nazwę
sso-new-jwt = Nowe połączenie przez podpisany token (JWT)
sso-new-oidc = Nowe połączenie przez OpenID Connect
sso-new-saml = Nowe połączenie przez SAML 2.0
sso-new-tab = (otwiera nową kartę)
sso-off = Wyłączone
sso-on = Włączone
sso-our-acs = Adres logowania (ACS, Recipient, Reply URL)
sso-our-callback = Adres powrotu (Redirect URI)
sso-our-claims = Pola tokenu
sso-our-entity-id = Odbiorca (Audience URI, entity ID)
sso-our-metadata = Metadane
sso-our-metadata-later = Dostępne po zapisaniu połączenia
sso-our-name-id = Format NameID
sso-our-scopes = Zakresy (scopes)
sso-our-token = Dokąd kierować osoby z tokenem
sso-ours = Czego potrzebuje dostawca
sso-ours-hint = Wpisz te wartości u dostawcy
sso-refused-address = Dostawca nie może tu logować osoby o tym adresie e-mail. Zapytaj zespół, który prowadzi ten portal
sso-refused-again = To logowanie trwało zbyt długo albo zostało już użyte. Zacznij od nowa
sso-refused-again-button = Wróć do logowania
sso-refused-provider = Dostawca odmówił logowania
sso-refused-reach = Dostawca teraz nie odpowiada. Spróbuj ponownie za kilka minut
sso-refused-text = Nie udało się przyjąć odpowiedzi dostawcy. Jeśli to się powtarza, powiadom zespół, który prowadzi ten portal
sso-refused-title = Nie udało się zalogować
sso-remote-url = Strona logowania Twojej aplikacji
sso-remote-url-hint = Użytkownicy portalu trafiają tam z redirect_url, czyli stroną, którą chcą zobaczyć
sso-remove = Usuń połączenie
sso-remove-text = Użytkownicy portalu nie będą mogli przez nie logować się do { $host }, a osoby zalogowane w ten sposób zostaną wylogowane
sso-remove-title = Usuń połączenie { $name }
sso-removed = Połączenie zostało usunięte
sso-result-back = Zamknij tę kartę i wróć do ustawień
sso-result-checks = Sprawdzenia
sso-result-claims = Dane przysłane przez dostawcę
sso-result-counted = Działa. Połączenie można teraz włączyć
sso-result-fails = Jeszcze nie działa
sso-result-holds = Działa
sso-result-no = Błąd
sso-result-title = Próba połączenia { $name }
sso-result-yes = W porządku
sso-saved = Połączenie zostało zapisane
sso-secret-kept = Sekret jest zapisany. Pozostaw to pole puste, aby go zachować
sso-sign-requests = Podpisuj nasze żądania
sso-speaks = Czyje adresy
sso-speaks-every = Każdy adres: kto prowadzi tego dostawcę, może zalogować się jako dowolna osoba z kontem w portalu
sso-speaks-every-checked = Każdy adres, o którym dostawca mówi, że go sprawdził
sso-speaks-hint = Osoba logująca się pierwszy raz jest rozpoznawana po adresie e-mail podanym przez dostawcę. Przez połączenie portalu nie zaloguje się nikt z obsługi, a przez połączenie panelu nikt spoza niej
sso-speaks-listed = Tylko adresy z tych domen
sso-state = Stan
sso-switch-off = Wyłącz
sso-switch-off-hint = Kto zalogował się w ten sposób, zostanie wylogowany
sso-switch-on = Włącz
sso-switched-off = Połączenie jest wyłączone
sso-switched-on = Połączenie jest włączone
sso-text = Klienci logują się kontem, które mają w swojej firmie, a obsługa kontem w Twojej
sso-title = Logowanie jednokrotne
sso-try = Wypróbuj
sso-try-first = Wypróbuj je przed włączeniem
sso-untried = Niewypróbowane
# date: when a trial sign-in last worked.
sso-verified-at = Próba udała się { $date }

## What agents are told of who stood in copy, of files and of pages

desk-flash-participant-removed = Usunięto. Ta osoba nie dostanie więcej wiadomości o tym zgłoszeniu
desk-flash-participant = Dodano. Ta osoba widzi zgłoszenie i dostaje wiadomości
desk-flash-sent-again = Wiadomość jest ponownie wysyłana
desk-waits = Jeszcze nie dostarczono na adres { $email }. Próbujemy dalej
# The reason, in the server's words, stands behind it.
desk-silent = Nie można teraz pobrać poczty z { $address }. Próbujemy dalej.
desk-proposals = Osoby w kopii lub podane do odpowiedzi
desk-proposals-add = Dodaj jako uczestnika
# email: their address
desk-proposals-add-who = Dodaj jako uczestnika: { $email }
desk-proposals-text = Te osoby nie widzą zgłoszenia, dopóki ich nie dodasz
# name: who wrote the mail; time: when
desk-proposals-why = w wiadomości: { $name }, { $time }
error-email-team = To adres Twojego zespołu: wysłana na niego poczta trafia do Portico. Podaj własny adres tej osoby
# limit: the largest mail that is fetched; address: of the mailbox
set-aside-too-large = Ma więcej niż { $limit }, więc jej nie pobrano. Nadal jest w skrzynce { $address }

## Being erased

# mark: a few letters by which what belongs to one person still belongs together.
erased-person = Osoba usunięta { $mark }
erasure-accept = Zaakceptuj i usuń
erasure-accept-text = Tego nie można cofnąć. W ciągu kilku sekund osoba zostanie wszędzie wylogowana i nie zaloguje się ponownie. Jej zgłoszenia zostaną, a zamiast jej danych będzie w nich znacznik.
erasure-accepted = Dane osoby są usuwane
erasure-answered = Na tę prośbę ktoś już odpowiedział albo została wycofana
erasure-answered-title = Rozpatrzone prośby
erasure-ask = Poproś o usunięcie
erasure-ask-link = Wyślij mi link
erasure-asked = Mamy Twoją prośbę
erasure-date = Data prośby
erasure-decided = Odpowiedź
erasure-does-login = Konto: hasło, klucze dostępu, kody, powiązania z dostawcą tożsamości, sesje
erasure-does-mails = Wiadomości e-mail do tej osoby i oryginały wiadomości od niej
erasure-does-name = Imię i nazwisko, adresy, numer telefonu, firma i listy
erasure-does-unsent = Szkice, niewysłane pliki, kopie danych, zaproszenia
erasure-done = Wykonano
erasure-gone = Co zostanie usunięte
erasure-gone-login = Twoje konto: hasło, klucze dostępu, kody, powiązania z logowaniem Twojej organizacji i trwające sesje
erasure-gone-mails = Wiadomości e-mail od nas do Ciebie i oryginały wiadomości od Ciebie
erasure-gone-name = Imię i nazwisko, adresy e-mail i numer telefonu
erasure-gone-unsent = Szkice, niewysłane pliki, kopie danych i zaproszenia
erasure-intro = Usuniemy Twoje imię i nazwisko, adresy i konto. Zgłoszenia zostaną bez nich.
erasure-kept = Co zostanie i dlaczego
erasure-kept-consents = Informacja, na jaki tekst i kiedy wyrażono zgodę, bo firma musi umieć to wykazać. Adres sieciowy zostanie usunięty.
erasure-kept-events = Zapis tego, co i kiedy się działo, ze względów bezpieczeństwa. Imię i nazwisko zostaną z niego usunięte.
erasure-kept-tickets = Zgłoszenia z wiadomościami i plikami, bo są dokumentacją pracy firmy. Usuniemy Twoje imię i nazwisko, adresy i numer telefonu z Twoich zgłoszeń oraz z tych zgłoszeń innych osób, w których zapisano Twój adres. Inne informacje o Tobie w treści wiadomości i w plikach zostaną.
erasure-link-hint = Nie masz tu hasła, więc wyślemy link na { $email }, aby upewnić się, że to Ty.
erasure-number = Numer
erasure-reason = Powód
erasure-reason-hint = Wyślemy go tej osobie e-mailem
erasure-refuse = Odmów
erasure-refused = Odmowa została wysłana
erasure-request = Prośba
erasure-state-accepted = W trakcie usuwania
erasure-state-asked = Czeka
erasure-state-done = Usunięto
erasure-state-refused = Odmowa
erasure-state-withdrawn = Wycofana
erasure-sure = Rozumiem, że tego nie można cofnąć
erasure-sure-missing = Zaznacz pole, aby zaakceptować
erasure-text = Wysyłasz nam prośbę. Odpowie na nią ktoś z naszego zespołu, a odpowiedź otrzymasz e-mailem w ciągu miesiąca.
erasure-then = Co będzie dalej
erasure-then-text = Po zaakceptowaniu prośby wszędzie Cię wylogujemy. Nie będzie już można się zalogować ani czytać zgłoszeń. Jeśli chcesz zachować swoje dane, najpierw je pobierz.
erasure-title = Usuń moje dane
erasure-waiting = Czekają na odpowiedź
erasure-waiting-none = Nikt nie czeka na odpowiedź
erasure-waits = Mamy Twoją prośbę i odpowiemy na nią e-mailem
erasure-was-refused = Odmowa z dnia
erasure-withdraw = Wycofaj prośbę
erasure-withdrawn = Prośba została wycofana
mail-erasure-accepted-button = Strona logowania
mail-erasure-accepted-subject = Usuwamy Twoje dane
mail-erasure-accepted-text = Twoja prośba została zaakceptowana. Twoje konto w portalu { $portal } już nie działa, a w ciągu doby usuniemy resztę danych. Niżej wymieniamy, co zostanie. To nasza ostatnia wiadomość do Ciebie.
mail-erasure-asked-button = Zobacz prośbę
mail-erasure-asked-subject = Mamy Twoją prośbę o usunięcie danych
mail-erasure-asked-text = Dotarła do nas prośba o usunięcie Twoich danych z portalu { $portal }. Ktoś z naszego zespołu odpowie w ciągu miesiąca. Jeśli to nie Twoja prośba, wycofaj ją i zmień hasło.
mail-erasure-button = Dalej
mail-erasure-refused-button = Zobacz prośbę
mail-erasure-refused-subject = Twoja prośba o usunięcie danych
mail-erasure-refused-text = Nie możemy teraz usunąć Twoich danych z portalu { $portal }. Powód:
mail-erasure-subject = Potwierdź prośbę o usunięcie danych
mail-erasure-text = Dotarła do nas prośba o usunięcie Twoich danych z portalu { $portal }. Otwórz link w przeglądarce, w której trwa Twoja sesja, i potwierdź.
settings-privacy = Prośby o usunięcie danych

## Proof before a new way in

prove-add-button = Potwierdź
prove-add-text = Najpierw potwierdź, że to Ty. Wystarczy to na pięć minut.
prove-add-title = Potwierdź, że to Ty
prove-again-text = Jeśli nie możesz tego potwierdzić w żaden pokazany tu sposób, wyloguj się, zaloguj ponownie i wróć tu w ciągu pięciu minut.
mail-desk-credential-button = Moje konto
mail-desk-credential-subject = Zmiana sposobu logowania do panelu: { $portal }
mail-desk-factor-off = Wyłączono drugi krok logowania do Twojego konta w panelu { $portal }. Jeśli to nie Ty, włącz go ponownie i od razu powiadom administratora.
mail-desk-factor-on = Włączono drugi krok logowania do Twojego konta w panelu { $portal }. Jeśli to nie Ty, od razu powiadom administratora.
mail-desk-factors-reset = Twój drugi krok logowania, klucze dostępu i powiązania z dostawcami tożsamości w panelu { $portal } zostały usunięte przez administratora. Zalogujesz się hasłem i możesz ustawić nowe. Jeśli to nie była Twoja prośba, powiadom administratora.
mail-desk-passkey-added = Do Twojego konta w panelu { $portal } dodano klucz dostępu. Jeśli to nie Ty, usuń go i od razu powiadom administratora.
mail-desk-passkey-removed = Z Twojego konta w panelu { $portal } usunięto klucz dostępu. Jeśli to nie Ty, od razu powiadom administratora.
mail-desk-password-changed = Hasło do Twojego konta w panelu { $portal } zostało zmienione, a pozostałe urządzenia wylogowano. Jeśli to nie Ty, od razu powiadom administratora.
mail-desk-recovery-renewed = Utworzono nowe kody zapasowe do Twojego konta w panelu { $portal }. Stare już nie działają. Jeśli to nie Ty, utwórz nowe kody i od razu powiadom administratora.
mail-desk-recovery-used = Użyto kodu zapasowego do Twojego konta w panelu { $portal }. Jeśli to nie Ty, utwórz nowe kody zapasowe i od razu powiadom administratora.

## The audit log

audit-about = Kogo dotyczy
audit-address-proved = Dodano adres
audit-address-removed = Usunięto adres
audit-by = Kto
audit-company-changed = Zmieniono firmę
audit-consent-given = Wyrażono lub wycofano zgodę
audit-contact = klient
audit-contact-added = Dodano kontakt
audit-contact-changed = Zmieniono kontakt
audit-consent-given-now = wyrażono
audit-consent-withdrawn-now = wycofano
audit-credential-changed = Zmieniono sposób logowania
audit-credential-factor-off = wyłączono drugi krok
audit-credential-factor-on = włączono drugi krok
audit-credential-factors-reset = usunięto drugi krok i klucze dostępu
audit-credential-passkey-added = dodano klucz dostępu
audit-credential-passkey-removed = usunięto klucz dostępu
audit-credential-passkey-renamed = zmieniono nazwę klucza dostępu
audit-credential-password-changed = zmieniono hasło
audit-credential-recovery-renewed = utworzono nowe kody zapasowe
audit-credential-recovery-used = użyto kodu zapasowego
audit-data-asked = Poproszono o kopię danych
audit-data-ready = Kopia danych jest gotowa
audit-data-taken = Pobrano kopię danych
audit-entry-added = Dodano komentarz, notatkę lub rozmowę
audit-erasure-accepted = Zaakceptowano prośbę o usunięcie danych
audit-erasure-asked = Poproszono o usunięcie danych
audit-erasure-refused = Odmówiono usunięcia danych
audit-erasure-withdrawn = Wycofano prośbę o usunięcie danych
audit-every-kind = Wszystko
audit-identity-linked = Rozpoznano osobę od dostawcy tożsamości
audit-kind = Co się wydarzyło
audit-list-changed = Zmieniono listę
audit-login-off = wyłączono
audit-login-on = włączono
audit-member-disabled = Włączono lub wyłączono konto
audit-member-registered = Utworzono konto klienta
audit-new-device = Logowanie z nowego urządzenia
audit-none = Nic takiego się nie wydarzyło
audit-participant-added = Dodano uczestnika
audit-participant-removed = Usunięto uczestnika
audit-password-changed = Zmieniono hasło
audit-person-erased = Usunięto dane osoby
audit-profile-changed = Zmieniono profil
audit-sessions-ended = Wylogowano urządzenia
audit-settings-changed = Zmieniono ustawienia
audit-show = Pokaż
audit-sign-in-failed = Nieudane logowanie
audit-sign-in-refused = Odrzucono odpowiedź dostawcy tożsamości
audit-signed-in = Logowanie
audit-stage-changed = Zmieniono etap zgłoszenia
audit-system = Portico (program)
audit-thread-received = Przyszła wiadomość
audit-ticket = Zgłoszenie
audit-ticket-open = Otwórz
audit-ticket-answered = Odpowiedziano na zgłoszenie
audit-ticket-assigned = Zmieniono osobę prowadzącą
audit-ticket-closed = Zamknięto zgłoszenie
audit-ticket-edited = Zmieniono zgłoszenie
audit-ticket-opened = Utworzono zgłoszenie
audit-ticket-reopened = Ponownie otwarto zgłoszenie
audit-ticket-replied = Klient odpowiedział
audit-what = Co
audit-when = Kiedy
audit-who = Kto to zrobił lub kogo to dotyczy: adres e-mail
settings-audit = Dziennik zdarzeń

## Agents who sign in by an identity provider

audit-credential-provider-linked = pierwsze logowanie przez dostawcę tożsamości
mail-desk-provider-linked = Po raz pierwszy zalogowano się na Twoje konto w panelu { $portal } przez dostawcę tożsamości. Od teraz można wchodzić na nie w ten sposób. Jeśli to nie Ty, od razu powiadom administratora.
providers-heading = Dostawcy tożsamości
providers-since = { $provider }, od { $date }
providers-text = Przez nich logujesz się bez hasła i bez drugiego kroku.
sso-desk = Panel obsługi (pracownicy)
sso-error-desk-kind = Do panelu obsługi można się logować tylko przez OpenID Connect
sso-refused-agent = Ten adres e-mail nie daje dostępu do panelu obsługi. Zapytaj administratora
sso-refused-desk = Nie udało się przyjąć odpowiedzi dostawcy. Jeśli to się powtarza, powiadom administratora
sso-remove-desk = Nikt z obsługi nie zaloguje się przez to połączenie, a osoby zalogowane w ten sposób zostaną wylogowane
