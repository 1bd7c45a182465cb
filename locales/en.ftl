### Every word a person reads, in English. pl.ftl has the same keys.
### Say what happens, to whom, what next. Short words. Buttons are verbs. No full stop in labels,
### buttons and headings. Keep placeables such as { $name }; their order may change.

## Everywhere: buttons and small words

common-back = Back
common-cancel = Cancel
common-none = None
# Stands after the label of a field that may stay empty.
common-optional = (optional)
common-save = Save
common-saved = Saved
common-search = Search
common-undo = Undo
# The name of a language, in that language.
language-en = English
language-pl = Polski
# The browser's tab. title: the page, site: the portal or the desk.
page-title = { $title } · { $site }

## Counting: every form of the plural

chars-over =
    { $n ->
        [one] { $n } character too many
       *[other] { $n } characters too many
    }
n-people =
    { $n ->
        [one] { $n } person
       *[other] { $n } people
    }
wait-minutes =
    { $n ->
        [one] Try again in { $n } minute.
       *[other] Try again in { $n } minutes.
    }

## Frame of every page

nav-account = My account
nav-label = Main menu
nav-menu = Menu
nav-signout = Sign out
nav-skip = Skip to main content
theme-dark = Dark
theme-label = Theme
theme-light = Light
theme-system = System

## Signing in

# One message for a wrong address and a wrong password.
signin-bad = E-mail address or password is wrong. Check them and try again
signin-button = Sign in
signin-email = E-mail address
signin-forgot = Forgot your password?
signin-hide-password = Hide password
signin-idle = You were signed out after a while without activity. Your draft is kept
signin-kept = Your text is kept as a draft: it is there when you have signed in
signin-out = You are signed out
signin-password = Password
signin-remember = Keep me signed in on this device
signin-show-password = Show password
# provider: a company's own sign-in, Google, Microsoft.
signin-sso = Continue with { $provider }
signin-title = Sign in
unsent-label = Your text
unsent-text = You had been signed out meanwhile. Copy your text, sign in and send it again. Files have to be chosen again
unsent-title = Your text was not sent

## Labels of a ticket's facts: heads of columns, also in exports, and names of facts beside a ticket

col-activity = Last activity
col-by = Requested by
col-category = Category
col-closed = Closed
col-company = Company
col-contact = Contact
col-created = Created
# The e-mail address of a contact.
col-email = E-mail address
col-inbox = Inbox
col-number = Number
col-owner = Owner
col-phone = Phone
col-priority = Priority
col-source = Source
col-stage = Stage
col-status = Status
col-subject = Subject

## Values of a ticket's facts

category-BILLING_ISSUE = Billing issue
category-FEATURE_REQUEST = Feature request
category-GENERAL_INQUIRY = General question
category-PRODUCT_ISSUE = Product issue
priority-HIGH = High
priority-LOW = Low
priority-MEDIUM = Medium
priority-URGENT = Urgent
source-CHAT = Chat
source-EMAIL = E-mail
source-FORM = Form
source-PHONE = Phone
source-PORTAL = Portal
status-all = All
status-closed = Closed
status-open = Open
# How a message came, after the writer's name: Anna Z., by e-mail.
via-CHAT = in the chat
via-EMAIL = by e-mail
via-FORM = by form
via-PORTAL = in the portal

## What an administrator may call tickets

label-cases = Cases
label-orders = Orders
label-requests = Requests
label-tickets = Tickets

## The customer's list. Texts ending in -neutral stand where tickets have another name, so they avoid the noun

list-apply = Apply
list-clear = Clear filters
list-empty-text = When you write to us, you will follow it here
list-empty-title = No tickets yet
list-empty-title-neutral = Nothing here yet
# Downloads the list, as filtered, as a CSV file.
list-export = Export this view
list-new = New ticket
list-new-neutral = Write to us
list-next = Next
list-nomatch-text = Try other words or clear the filters
list-nomatch-title = No tickets match
list-nomatch-title-neutral = Nothing matches
list-owner-none = Not assigned yet
list-pages-label = Pages
list-prev = Previous
# a, b: the first and last row on this page; n: of how many in all.
list-range =
    { $n ->
        [one] { $a }–{ $b } of { $n } ticket
       *[other] { $a }–{ $b } of { $n } tickets
    }
list-range-neutral = { $a }–{ $b } of { $n }
# For these four the list writes what stands in braces itself, behind the rest: it has to come last.
list-row-by = Requested by { $name }
list-row-opened = Opened { $date }
list-row-owner = Owner: { $name }
list-row-updated = Updated { $time }
list-search-label = Search tickets
list-search-label-neutral = Search
# Before the line of a message in which the searched words stand.
list-snippet = Found in a message:
list-sort = Sort by
list-sort-activity = Last activity
list-sort-created = Newest
list-sort-priority = Priority
list-sort-status = Status
list-unread = Unread
list-view-label = View
list-view-mine = Mine
list-view-org = My organisation's

## The customer's ticket

thread-earlier =
    { $n ->
        [one] Show { $n } earlier message
       *[other] Show { $n } earlier messages
    }
ticket-back = All tickets
ticket-back-neutral = Back to the list
ticket-conversation = Conversation
ticket-details = Details
ticket-live-bar = There is a new reply.
ticket-live-show = Show it
# A ticket made from a phone call has no messages at first.
ticket-no-messages = There are no messages yet. Write to us below
ticket-number = Number
ticket-quoted = Show quoted text
# Who wrote a message, if it is one of the company's people.
ticket-team = { $name } · { $company }
ticket-you = You

## The customer's reply and files

files-add = Attach files
files-big = { $file } is larger than { $size }
files-done = { $file }: uploaded
files-failed = { $file } could not be uploaded. Try again
files-hint = Drop or paste them here, up to { $size } each
files-label = Files
# file: its name; n: how many are allowed.
files-many =
    { $n ->
        [one] { $file } was not attached: at most { $n } file
       *[other] { $file } was not attached: at most { $n } files
    }
files-remove = Remove { $file }
# size: how much all may have; file: the first one that was not attached.
files-together = All files together may have { $size }: { $file } and those after it were not attached
offline-send = Not sent: you are offline. Your text is kept
reply-draft = Draft saved { $time }
reply-empty = Write a message or attach a file
reply-label = Your message
reply-restored = We brought back what you wrote before
reply-send = Send reply
reply-send-close = Send and close
reply-send-reopen = Send and open again
reply-sending = Sending
reply-sent = Reply sent
reply-title = Reply

## Closing and opening again

close-button = Close ticket
close-button-neutral = Close
close-can = Reply to open it again
close-cannot = Need more help? Start a new one
close-cannot-neutral = Need more help? Write to us
close-flash = Closed.
close-new = New ticket about this
close-new-neutral = Write about this again
close-notice = This ticket is closed
close-notice-neutral = This is closed
close-unsent = Not sent
close-unsent-text = Your text. It goes along when you start a new ticket
close-unsent-text-neutral = Your text. It goes along when you write to us anew
reopen-button = Open again
reopen-flash = Opened again.

## A new ticket

# Above the form, when it follows a closed ticket.
new-about = Follows on from the closed ticket #{ PLAIN($number) }
new-about-neutral = Follows on from #{ PLAIN($number) }
new-description = What happened?
new-done = We have it. Number { PLAIN($number) }. We will write to { $email }
new-send = Send
new-subject = Subject
new-subject-hint = A short summary, like “Printer does not print”
# Used if the form has no heading of its own.
new-title = New ticket
new-title-neutral = Write to us

## The customer's account

account-company = Organisation
account-details = Your details
account-email = E-mail address
account-first-name = First name
account-language = Language
account-last-name = Last name
account-title = My account
account-zone = Time zone

## Errors of forms and fields

error-action = This page cannot do that. Reload it and try again
error-agent = Choose someone from the list
error-choose = Choose one of the options
error-close-refused = Tickets cannot be closed here. Write to us, and we will close this one
error-close-refused-neutral = Closing is not possible here. Write to us, and we will do it
# The six digits of the second step of signing in.
error-code = This code is wrong or too old. Enter the one your app shows now
error-duplicate = This has already been sent. There is no need to send it again
error-email = Enter an e-mail address, like name@example.com
error-files-incomplete = The files did not arrive whole. Attach them again
# label: the name of the field, n: by how many characters.
error-long = { $label } is too long. { chars-over }
error-minutes = Enter whole minutes, like 15
error-no-inbox = We cannot take messages here yet: no inbox is connected. Write to us another way
# A wrong password where one is asked for again, not at the sign-in.
error-password = This password is wrong. Try again
error-reply-closed = This ticket is closed and takes no more replies. Start a new one, your text is kept
error-reply-closed-neutral = This is closed and takes no more replies. Write to us anew, your text is kept
error-required = Enter { $label }
# The heading above the list of mistakes.
error-summary = There is a problem
# The browser's tab, when a form comes back with mistakes.
error-title = Error: { $title }

## Whole pages that say what went wrong

failure-403-text = You are signed in as { $email }. This portal is open to chosen people only
failure-403-title = You do not have access
failure-404-text = It may have moved, or you may not have access
failure-404-title = Page not found
failure-413-text = All of it together is too large: files may have { $size } in all. Remove a file or shorten the text, and send again
failure-413-title = Too large to send
failure-421-text = Check the address, or ask whoever gave it to you
failure-421-title = There is no portal at this address
failure-429-text = We answer only so many within a few minutes. { wait-minutes }
failure-429-title = Too many requests
# id: what to give to support, so that they find the cause.
failure-500-text = Go back and try again. Reference: { PLAIN($id) }
failure-500-title = Something went wrong on our side
failure-503-text-soon = We cannot answer at the moment. Go back and try again in a few minutes
failure-503-title = Back soon
failure-csrf-text = The page was open for too long. Send it once more, nothing is lost
failure-csrf-title = Not sent yet
failure-home = Go to the start page
failure-unsent = What you wrote. Copy it and send it again later

## E-mails to the customer

# In every mail, between dashes; what stands below it in an answer is not read.
mail-above = Reply above this line
mail-button = See the ticket and reply
mail-button-neutral = See it and reply
mail-closed-body = Your ticket “{ $subject }” is closed.
mail-closed-body-neutral = “{ $subject }” is closed.
mail-closed-can = Answer this e-mail to open it again.
mail-closed-cannot = Need more help? Answer this e-mail.
mail-closed-subject = Closed: { $subject } [#{ PLAIN($number) }]
# Two facts under the text of a mail.
mail-facts = Ticket #{ PLAIN($number) } · { $status }
mail-facts-neutral = Number { PLAIN($number) } · { $status }
# A file that is not in the mail because of its size.
mail-file = { $file } ({ $size }) is in the portal
# name: the first name. A language that would have to inflect it leaves it out.
mail-greeting = Hello { $name },
mail-greeting-plain = Hello,
mail-ignore = Not you? Ignore this e-mail, nothing will change
# Stands where an e-mail names nobody as its sender.
mail-no-sender = (no sender)
# Stands where an e-mail came without a subject.
mail-no-subject = (no subject)
mail-or-answer = or just answer this e-mail
# Without a word of the sender: it goes to addresses that nobody has proved.
mail-received-fixed = We have your message and will answer by e-mail.
mail-received-subject = We have your ticket [#{ PLAIN($number) }]
mail-received-subject-neutral = We have your message [#{ PLAIN($number) }]
mail-reply-body = { $agent } replied to your ticket “{ $subject }”:
mail-reply-body-neutral = { $agent } replied to “{ $subject }”:
# agent: who answered. A language in which the verb shows the agent's gender leaves the name out.
mail-reply-subject = { $agent } replied: { $subject } [#{ PLAIN($number) }]
mail-settings = Change what we send
mail-why = You get this because you opened this ticket
mail-why-neutral = You get this because you wrote to us
mail-why-participant = You get this because you were added to the conversation

## The desk: frame, views and list

desk-list-empty = Nothing in this view
desk-list-empty-mine = Nothing is waiting for you
desk-list-empty-text = New tickets come in by themselves
desk-list-label = Tickets of this view
# The bar above the list: loads what has come in meanwhile.
desk-list-new =
    { $n ->
        [one] Show { $n } new ticket
       *[other] Show { $n } new tickets
    }
desk-list-nomatch = No tickets match
desk-list-nomatch-text = Try other words or another view
desk-nav-call = Log a call
desk-nav-inbox = Inbox
desk-nav-keys = Keyboard shortcuts
desk-nav-tickets = Tickets
desk-search = Search
desk-search-hint = Words, a number or an address
desk-title = Help desk
desk-view-closed = Closed
desk-view-label = Views
desk-view-mine = My open
desk-view-open = All open
desk-view-set-aside = Set-aside mail
desk-view-spam = Spam
desk-view-unassigned = Unassigned

## The desk: the thread

desk-assign = Assign
desk-assign-label = Assign to
desk-assign-me = Assign to me
# An auto-reply or a bounce: kept, never answered.
desk-automatic = Automatic reply
desk-close = Close
# Somebody else wrote while an answer was being written; it stands above now.
desk-collision = { $name } has just written. Read it above, and send again if your answer still fits
desk-comment = Comment
desk-comment-add = Add comment
desk-comment-empty = Write a comment or attach a file
desk-comment-label = Your comment
desk-comment-close = Add and close
# On a comment and above its field: customers never see it.
desk-comment-only = only your team sees this
desk-composer-kind = Who reads this
desk-failed = Not sent. Your text is kept, try again
desk-flash-accepted = The customer sees this message now
desk-flash-assigned = Assigned to { $name }
desk-flash-closed = Closed.
desk-flash-commented = Comment added
desk-flash-priority = Priority: { $priority }
desk-flash-reopened = Opened again
desk-flash-sent = Reply sent
desk-flash-sent-closed = Reply sent, ticket closed
desk-flash-spam = Moved to spam
desk-flash-stage = Stage: { $stage }
desk-flash-unassigned = Nobody is assigned now
desk-priority-label = Priority
desk-reopen = Open again
desk-reply = Reply
desk-reply-label = Your reply
# The contact has no address, so nothing can be sent.
desk-reply-no-address = The contact has no e-mail address. The reply shows in the portal only
desk-reply-nobody = Nobody would get a reply: this conversation has no contact yet. Show the e-mail to the customer first, or write a comment
# These readers switched off mails about replies, or the portal sends none.
desk-reply-portal = In the portal only, e-mails are switched off: { $email }
desk-reply-to = The customer reads this: { $email }
desk-send = Send
desk-send-close = Send and close
desk-spam = Move to spam
desk-spam-undo = Not spam
desk-stage-label = Stage
desk-thread-choose = Choose a ticket from the list
# The reason, in the server's words, stands behind it.
desk-undelivered = Not delivered to { $email }
desk-undelivered-again = Send again
desk-unassigned = Unassigned
desk-unverified = Sender not verified
desk-unverified-accept = Show to the customer
# Where the e-mail asks for answers.
desk-unverified-reply-to = Answers should go to { $email }
desk-unverified-text = The customer does not see this e-mail, and nothing was answered automatically
# What speaks against the sender of an e-mail.
desk-doubt-author = It does not name exactly one sender with a proper address
desk-doubt-no-reader = The sender is not somebody who reads this ticket
desk-doubt-no-verdict = Your mail server did not check the sender, and without a check nobody is believed here
desk-doubt-other-sender = It answers an e-mail that we sent to somebody else
desk-doubt-team = It says it is from your own address, and was not sent from here
desk-doubt-verdict = Your mail server’s check of the sender failed: the address may be forged

## The desk: beside the thread

desk-side-company = Company
desk-side-contact = Contact
desk-side-label = About this ticket
desk-side-no-company = No company
desk-side-other = Other tickets ({ $n })
desk-side-other-none = No other tickets
desk-side-record = Open the record
desk-side-thread = In the customer portal
desk-side-thread-all = The portal shows every conversation of this ticket
desk-side-thread-begin = Write to the customer
desk-side-thread-none = There is no conversation yet. The first reply starts it in { $inbox }
desk-side-thread-other = The portal shows the oldest conversation, not this one
desk-side-thread-shown = The portal shows this conversation, the oldest one
# Whom an e-mail says it is from; it may be forged.
desk-side-said = Says to be { $email }, which is not verified
desk-side-ticket = Ticket

## The desk: table of tickets

table-all-owners = All owners
table-all-stages = All stages
table-caption = Tickets, sorted by { $column }
table-title = Tickets

## The desk: a ticket's record and its timeline

record-associations = Connected with this ticket
record-conversations = Conversations
record-no-owner = No owner
record-note = Note
record-note-add = Add note
record-note-label = Your note
record-note-only = Customers never see notes
record-note-saved = Note added
record-participant = Participant
record-participant-add = Add participant
record-participant-email = E-mail address of a participant
record-participant-remove = Take off
record-participant-remove-who = Take off { $name }
record-participant-hint = They will see the ticket in the portal and get its e-mails
record-properties = Properties
record-timeline = Timeline
record-timeline-empty = Nothing has happened yet
# In all of these: name is who did it, time is when. Polish avoids verbs that show a gender.
timeline-assigned = { $name } assigned this to { $owner } · { $time }
# Who did it, where it was no person.
timeline-by-customer = { $name }, customer
timeline-by-system = by itself
timeline-call = Call logged by { $name } · { $time }
timeline-closed = Closed by { $name } · { $time }
timeline-comment = Comment by { $name } · { $time }
# property: the name of what was changed, e.g. Priority.
timeline-edited = { $property } changed by { $name } · { $time }
timeline-email-in = E-mail from { $name } · { $time }
timeline-email-out = E-mail from { $name } to { $email } · { $time }
timeline-note = Note by { $name } · { $time }
timeline-opened = Opened by { $name } · { $time }
timeline-owner-removed = { $name } removed the owner · { $time }
# who: the person who reads along from now on, or no longer.
timeline-participant = { $name } added { $who } · { $time }
timeline-participant-removed = { $name } took { $who } off · { $time }
timeline-portal-reply = Reply in the portal from { $name } · { $time }
timeline-reopened = Opened again by { $name } · { $time }
timeline-stage = Stage changed to { $stage } by { $name } · { $time }

## The desk: log a call

call-direction = Who called?
call-direction-in = The customer called us
call-direction-out = We called the customer
call-done = Call logged. Ticket #{ PLAIN($number) }
call-email = E-mail address of the contact
call-email-hint = An address we do not know yet becomes a new contact
call-minutes = Minutes
call-name = Name of the contact
call-notes = What was said?
call-notes-hint = Customers never see this
call-save = Log the call
call-subject = Subject
call-subject-hint = The customer sees it in the portal
call-title = Log a call

## The desk: signing in and the second step

desk-me-password-changed = Your password is changed. You are signed out everywhere else
desk-signin-title = Sign in to the help desk

## The desk: mail that could not be read

set-aside-delete = Delete
set-aside-deleted = Deleted
set-aside-empty = No mail is set aside
set-aside-error = What went wrong
set-aside-from = From
set-aside-received = Received
set-aside-retry = Try again
set-aside-retry-queued = We are trying again. If it works, the e-mail shows in the inbox
set-aside-size = Size
set-aside-source = Download the e-mail as it came
set-aside-text = E-mails that could not be read are kept here. No other mail waits for them
set-aside-title = Set-aside mail

## The desk: list of keys

keys-assign = Assign
keys-assign-me = Assign to me
keys-back = Back to the list
keys-close = Close the ticket
keys-close-dialog = Close
keys-comment = Write a comment
keys-escape = Leave the field, close the dialog
keys-go-mine = Go to: my open
keys-go-open = Go to: all open
keys-go-unassigned = Go to: unassigned
keys-group-go = Views
keys-group-list = List
keys-group-ticket = Ticket
keys-group-write = Writing
keys-help = This list of keys
keys-next = Next row
keys-open = Open the ticket
# Between two keys of which either will do: Enter or O.
keys-or = or
keys-previous = Previous row
keys-reopen = Open again
keys-undo = Undo closing
keys-reply = Write a reply
keys-search = Search
keys-send = Send
keys-send-close = Send, close, next ticket
keys-single = Single keys
keys-single-hint = Turn them off if you use voice control
# Between two keys pressed one after the other: G then I.
keys-then = then
keys-title = Keyboard shortcuts

## The demo's page of caught e-mails

caught-back = All e-mails
caught-empty = No e-mails yet
caught-from = From
caught-plain = Plain text
caught-sent = Sent
caught-subject = Subject
caught-text = This demo sends no e-mail. What it would have sent stands here
caught-title = Caught e-mails
caught-to = To

## The rest of what a page can answer

failure-409-title = Not saved
failure-422-title = Something is missing
failure-422-text = Go back and look at what you sent
failure-507-title = Not saved yet
failure-507-text = There is no room to store anything at the moment. Go back and try again later
error-broken-form = Your browser did not send the whole form. Send it again
error-email-taken = This address cannot be used here. Choose another

## Second step of signing in and passkeys, of members and agents

factor-change = Change
factor-code = The code your app shows now
factor-heading = Second step of signing in
factor-is-off = It is off. A code from your phone would protect your account.
factor-is-on = It is on. After your password we ask for a code from your phone.
factor-key = Or type this key into the app
factor-last = Your company wants everybody here to have a second step. Set up another one first, then remove this one
factor-off-done = The second step is off
factor-on-already = The second step is on already
factor-owed = Your company wants everybody here to have a second step of signing in. Set one up to go on.
factor-passkey-instead = Use a passkey instead
factor-qr = QR code for an authenticator app
factor-scan = Scan this code with an authenticator app on your phone.
factor-set-up = Set up the second step
factor-turn-on = Turn it on
passkey-add = Add a passkey
passkey-added = Passkey added
passkey-added-on = Added
passkey-bad = This passkey was not accepted. Try again, or sign in another way
passkey-cancelled = No passkey was used. Try again when you are ready
passkey-failed = Your browser could not use a passkey. Try again
passkey-host = Passkeys need a host name. They do not work at an address made of numbers
passkey-known = This device has a passkey of yours already
passkey-late = That took too long. Try again
passkey-name = Name
passkey-name-hint = For example: my phone
passkey-none = Passkeys need a current browser with scripts on.
passkey-removed = Passkey removed
passkey-unnamed = Passkey
passkey-unused = Not used yet
passkey-used-on = Last used
passkeys-count =
    { $n ->
        [one] { $n } passkey
       *[other] { $n } passkeys
    }
passkeys-heading = Passkeys
passkeys-manage = Manage passkeys
passkeys-text = With a passkey you sign in by your fingerprint, your face or the PIN of your device, without a password.
prove-code = Code from your app, or a recovery code
prove-code-or = Or a code from your app, or a recovery code
prove-codes-button = New recovery codes
prove-codes-text = The old codes stop working. First confirm that it is you.
prove-codes-title = Make new recovery codes
prove-off-button = Turn it off
prove-off-text = Then your password alone is enough to sign in. First confirm that it is you.
prove-off-title = Turn off the second step
prove-passkey = Confirm with a passkey
prove-remove-button = Remove
prove-remove-text = It no longer signs you in here. First confirm that it is you.
prove-remove-title = Remove “{ $name }”
recovery-heading = Recovery codes
recovery-keep = Keep these recovery codes
recovery-kept = I have kept them
recovery-left =
    { $n ->
        [one] { $n } recovery code left.
       *[other] { $n } recovery codes left.
    }
recovery-text = Each of them works once, for when your phone is not at hand. They are shown only now.
recovery-used = You have used a recovery code. Make new ones before they run out
security-app = Codes from an app
security-nothing = Password only
security-require = Everybody at the desk must have a second step
security-require-hint = A passkey counts. Whoever has nothing yet sets it up right after signing in and sees nothing else before.
security-reset = Take away
security-reset-done = Their second step and passkeys are gone
security-reset-of = Take away: { $name }
security-reset-text = For somebody who has lost their phone: their app, recovery codes and passkeys stop working, their links to identity providers are removed, and they are signed out. They sign in with their password and can set up new ones.
security-reset-title = Take away the second step and passkeys of { $name }
settings-security = Signing in to the desk
security-who = Who has what
signin-code = Code
signin-code-button = Continue
signin-code-hint = Six digits from your authenticator app, or a recovery code
signin-passkey = Sign in with a passkey
signin-passkey-owed = Your password is right. Now confirm with your passkey.
signin-second = Second step
mail-credential-subject = A change to how you sign in to { $portal }
mail-credential-button = My account
mail-factor-on = The second step of signing in to your account in { $portal } was turned on. If it was not you, set a new password and write to us.
mail-factor-off = The second step of signing in to your account in { $portal } was turned off. If it was not you, set a new password and turn it on again.
mail-recovery-used = A recovery code was used to prove that it is you in { $portal }. If it was not you, set a new password and make new recovery codes.
mail-recovery-renewed = New recovery codes were made for your account in { $portal }. The old ones work no more. If it was not you, set a new password and make new ones.
mail-passkey-added = A passkey was added to your account in { $portal }. If it was not you, remove it and set a new password.
mail-passkey-removed = A passkey was removed from your account in { $portal }. If it was not you, set a new password.
mail-factors-reset = Your second step and your passkeys in { $portal } were taken away by those who run it. You sign in with your password and can set up new ones. If you did not ask for it, write to us.

## Contacts and companies at the desk

contact-add = Add contact
contact-back = All contacts
contact-caption = Contacts, newest first
contact-company = Company
contact-company-hint = A new name makes a new company. A portal may let people of one company see each other’s tickets
contact-empty = No contacts yet. Whoever writes to you becomes one
contact-name = Name
contact-nameless = No name
contact-new = New contact
contact-no-lists = In no list
contact-nomatch = No contacts match
contact-search = Search contacts
contact-search-hint = Name, e-mail, phone or company
contact-tickets = Their tickets
contact-title = Contacts
company-domain = Internet domain
company-domain-hint = Like example.com. Lists can go by it
company-name = Name
company-people = Its people
error-contact-empty = Enter an e-mail address or a name
# An agent who lacks a permission.
failure-403-permission = An administrator can give you the permission for this

## Lists of contacts

lists-add = Add people
lists-add-button = Add
lists-add-condition = Add a condition
lists-add-group = Add another group
lists-added = Everyone is in the list
lists-added-some =
    { $n ->
        [one] { $n } person was added
       *[other] { $n } people were added
    }
lists-addresses = E-mail addresses
lists-addresses-hint = One or many, as you copied them
# Between two conditions that must both be true.
lists-and = and
lists-back = All lists
lists-caption = Lists, by name
lists-count-again = Count again
# n: which condition of which group.
lists-drop = Remove condition { $n } of group { $group }
lists-drop-short = Remove condition
lists-edit = Edit
lists-edit-title = Edit { $name }
lists-empty = No lists yet
lists-empty-text = A list is a set of contacts. Portals can be open to the people on a list
lists-filter = Who is in it
lists-filter-empty = No conditions: nobody is in it
lists-filter-hint = People are in the list as long as all conditions of one group are true
lists-group = Group { $n }
lists-kind = Kind
lists-kind-active = Active
lists-kind-active-hint = Conditions decide, and it follows them by itself
lists-kind-static = Static
lists-kind-static-hint = You pick the people
lists-makes-contacts = Make contacts of addresses that are not known yet
lists-matches =
    { $n ->
        [one] { $n } contact matches now
       *[other] { $n } contacts match now
    }
lists-matches-unknown = Complete the conditions to see how many match
lists-member-removed = Removed from the list
lists-members = People in the list, newest first
lists-name = Name
lists-new = New list
lists-nobody = Nobody is in this list
lists-operator = Comparison
lists-operator-after = is after
lists-operator-before = is before
lists-operator-begins-with = begins with
lists-operator-contains = contains
lists-operator-does-not-contain = does not contain
lists-operator-is = is
lists-operator-is-known = is known
lists-operator-is-not = is not
lists-operator-is-unknown = is unknown
lists-operators-day = For days
lists-operators-text = For all
# Between two groups of conditions, of which one is enough.
lists-or = or
lists-people = People
lists-property = Property
lists-property-any-company = Any company: name
lists-property-any-company-domain = Any company: domain
lists-property-company = Primary company: name
lists-property-company-domain = Primary company: domain
lists-property-created = Added on
lists-property-email = E-mail address
lists-property-email-domain = E-mail domain
lists-property-first-name = First name
lists-property-last-name = Last name
lists-property-phone = Phone
lists-remove = Remove list
lists-remove-text =
    { $n ->
        [one] { $n } person is in it. They stay a contact
       *[other] { $n } people are in it. They stay contacts
    }
lists-remove-title = Remove the list { $name }
lists-removed = The list is removed
# The day since which somebody is in the list.
lists-since = In it since
lists-take = Remove from the list
lists-take-one = Remove { $name } from the list
lists-title = Lists
lists-ours = { $email } is an address of your own team
lists-unknown = { $email } belongs to no contact
lists-value = Value
lists-wrong = “{ $text }” is not an e-mail address
error-filter = The conditions cannot be used as they are
error-list-active = Conditions decide who is in this list. Edit them instead
error-list-day = Enter a day, like 2026-01-31
# n: by how many characters.
error-list-long = This value is too long. { chars-over }
error-list-many = Add at most 1,000 addresses at once
error-list-name-taken = Another list has this name. Choose a different one
error-list-operator = Choose a comparison that fits the property
error-list-used = A portal is open to this list. Change the portal’s access first
error-list-value = Enter what to compare with

## Ways in: links by mail, registration, invitations, consent

signin-no-account = No account yet?
signin-register = Register here
signin-link-button = E-mail me a link
signin-sso-only = Sign in through your organisation
signin-closed = This login is switched off. Write to us if you think this is a mistake.
check-title = Check your e-mail
check-text = We sent a link to { $email }.
check-known = If { $email } has an account, the link is on its way.
check-here = Open the link in this browser: it works nowhere else.
check-most = Nothing there? Look in your spam folder. We send only a few of these a day to one address
check-resend = Send it again
check-again = If the address is right, another e-mail is on its way, unless one left within the last minute
check-wrong = Wrong address? Change it
link-spent-title = This link works no more
link-spent = This link has been used or is too old.
link-new = Get a new link
link-here = Sign in as { $email }.
link-elsewhere = This link works only in the browser in which you asked for it. Open it there, or ask for a new one here.
reset-title = Reset your password
reset-text = We will send you a link to set a new one.
reset-button = Send the link
reset-new = New password
reset-save = Save and sign in
reset-done = Password changed. Other devices were signed out
denied-title = You do not have access
denied-text = You are signed in as { $email }. This portal is open to chosen people only.
denied-nobody = This portal is open to chosen people only.
denied-other = Sign in with another account
register-title = Create an account
register-first = First name
register-last = Last name
register-team = Mail to this address comes to us. Use an address of your own
register-button = Create account
register-have = I have an account
confirm-title = Confirm your address
confirm-text = Confirm that { $email } is your address, and your account is ready.
confirm-elsewhere = You opened the link in another browser. Enter the password that you chose.
confirm-button = Confirm and sign in
invite-title = Welcome to { $portal }
invite-text = Set a password to sign in with { $email }.
invite-button = Save and sign in
password-hint = At least 12 characters. A few words work well
password-short = Use at least 12 characters, or 8 with capitals, small letters and digits or signs
password-long = Use at most 200 characters
password-own = The password must not hold your name or address
password-common = This password is too easy to guess. Choose another
consent-title = Your consent
consent-head = Your data
consent-need = Tick the box to go on
consent-again = Read this before you go on. You see it for the first time, it has changed, or you took your consent back.
consent-own-data = You need not agree to get a copy of your data or to have it erased:
consent-button = Continue
address-title = Another address
address-confirm = Confirm that { $email } is your address too.
address-button = Confirm
account-language-portal = The portal’s language
account-mails = E-mails we send you
account-mail-opened = A ticket was opened
account-mail-replied = We replied
account-mail-closed = A ticket was closed
account-addresses = Other addresses
account-addresses-text = You can sign in with them, and mail from them counts as yours.
account-address-add = Add the address
account-address-remove = Remove
account-new-address = New address
account-password = Password
account-old-password = Current password
account-password-button = Change password
account-sessions = Where you are signed in
account-this = This device
account-unknown-device = Unknown device
account-last-used = Last used
account-end-others = Sign out everywhere else
account-consents = Your consents
account-consent-text = What you read
account-consent-given = You agreed
account-consent-refused = You did not agree
account-consent-withdrawn = withdrawn
account-withdraw = Withdraw
method-password = password
method-link = link by e-mail
method-passkey = passkey
method-registration = registration
method-invitation = invitation
method-sso = single sign-on
idle-warn = You will be signed out in 2 minutes
idle-stay = Stay signed in
mail-link-minutes = { $n ->
    [one] The link works for { $n } minute.
   *[other] The link works for { $n } minutes.
}
mail-link-hours = { $n ->
    [one] The link works for { $n } hour.
   *[other] The link works for { $n } hours.
}
mail-link-days = { $n ->
    [one] The link works for { $n } day.
   *[other] The link works for { $n } days.
}
mail-registration-subject = Confirm your address
mail-registration-text = Confirm your address to use { $portal }.
mail-registration-button = Confirm the address
mail-reset-subject = Set a new password
mail-reset-text = Somebody asked for a new password for { $portal }.
mail-reset-button = Set a new password
mail-link-subject = Your link to sign in
mail-link-text = Open the link in the browser in which you asked for it, to sign in to { $portal }.
mail-link-button = Sign in
mail-address-subject = Confirm your address
mail-address-text = Confirm that this address belongs to your account in { $portal }. Open the link where you are signed in.
mail-address-button = Confirm the address
mail-invitation-subject = Your access to { $portal }
mail-invitation-text = You can now follow your tickets in { $portal }. Set a password to begin.
mail-invitation-button = Set a password
mail-already-subject = You have an account already
mail-already-text = Somebody tried to register this address for { $portal }, which has an account already. Sign in, or set a new password there.
mail-already-button = Sign in
mail-device-subject = New sign-in to { $portal }
mail-device-text = Somebody signed in to your account in { $portal } with a new device. If it was not you, set a new password and look where you are signed in.
mail-device-button = My account
mail-changed-subject = Your password was changed
mail-changed-text = The password of your account in { $portal } was changed, and other devices were signed out. If it was not you, set a new one.
mail-changed-button = Set a new password
account-tab-account = Profile
account-tab-security = Sign-in and security
account-tab-privacy = Your data
account-consents-none = You were not asked to agree to anything.

## Settings at the desk

settings-title = Settings
settings-access = Who may enter
settings-members = Members
settings-domains = Domains
access-portal = Which portal
access-kind = How customers come in
access-members = Only people who were given a login
access-members-hint = You make logins yourself, nobody else gets in.
access-groups = Access groups
access-groups-hint = Contacts in one of the groups below. Whoever has no login yet is invited by e-mail.
access-lists-hint = Lists of contacts. They count for “Access groups” and for single sign-on.
access-registration = Anyone may register
access-registration-hint = The sign-in page offers to make an account. The address is proved by a link.
access-sso = Single sign-on
access-sso-hint = Your identity provider says who somebody is. With groups chosen below, only people in them may enter.
access-need-group = Choose at least one group
access-no-lists = There are no lists yet.
access-make-list = Make one
access-ways = Other ways to sign in
access-magic-link = Members can ask for a link by e-mail instead of a password
access-invitation = The invitation
access-invitation-text = Whoever joins an access group and has no login gets a link by e-mail two minutes later.
access-invitation-edit = Change its words
invitation-subject = Subject
invitation-words = Text
invitation-sender = Sender
invitation-empty = What you leave empty has Portico’s own words, in the language of the domain.
common-preview = Preview
common-restore = Restore the original
common-yes = Yes
common-no = No
domain-host = Address
domain-idle = Sign out without activity
domain-never = Never
domain-consent = Consent
domain-minutes = { $n ->
    [one] After { $n } minute
   *[other] After { $n } minutes
}
domain-hours = { $n ->
    [one] After { $n } hour
   *[other] After { $n } hours
}
consent-settings-text = Shown when somebody becomes a member. What each person agreed to is kept whole: text, version, language, choice, time and network address.
consent-asks = Ask for consent
consent-required = Nobody becomes a member without it
consent-ask-again = Ask all members again when the text changes
consent-text = Explanation
consent-label = Text of the box
consent-need-label = Enter the text of the box in the language of the domain
members-invitations = Invitations
members-none = Nobody has a login yet.
members-name = Name
members-since = Member since
members-last = Last sign-in
members-change = Change
members-active = Active
members-disabled = Switched off
members-disable = Switch off
members-enable = Switch on
invitations-none = Nobody was invited yet. Open the portal to access groups first.
invitations-list = Everybody without a login in
invitations-again-all = Send all again
invitations-again = Send again
invitations-sent = Invitations are on their way
invitations-sent-at = Sent
invitation-waiting = Goes out in two minutes
invitation-pending = Pending
invitation-expired = Too old
invitation-accepted = Accepted
invitation-failed = Failed
# Of a list: the portals that are open to the people on it.
lists-used = Portals

## A form that could not be stored

error-full = There is no room to store anything at the moment. Your text is still here. Send it again later
error-away = This was not saved. Your text is still here. Send it again in a moment

## Pages that administrators write anew

settings-pages = Pages
pages-text = Each page of signing in can be written anew for a portal. The original stays at hand, and takes over whenever your page fails.
pages-all = All pages of { $portal }
pages-page = Page
pages-state = Source
pages-failure = Last failure
pages-changed = Changed
pages-original = Original
pages-failed = The original was shown instead.
pages-no-failure = None
page-sign-in = Sign in
page-register = Register
page-check-mail = Check your mail
page-reset-request = Ask for a new password
page-reset = Set a new password
page-signed-out = Signed out
page-access-denied = No access
page-consent = Consent
template-source = Source of the page
template-hint = HTML with the variables below in double braces. Forms, their fields and the consent box have to stay.
template-preview-hint = With example data, and as last read above. Its buttons and links do nothing.
template-phone = Phone
template-desktop = Computer
template-phone-title = The page on a phone
template-desktop-title = The page on a computer
template-variables = Variables
template-name = Name
template-meaning = What it is
template-example = Example
template-place = Line { $line }, column { $column }:
template-line = Line { $line }:
template-fault-language = The template language says: { $name }
template-fault-never = “{ $name }” cannot be used in a page
template-fault-list = “{ $name }” cannot be put into a list here
template-fault-tag = This part is too long: shorten it
template-fault-long = The source is longer than 64 KB
template-fault-large = The page grows larger than 1 MB
template-fault-steps = The page takes too many steps to draw
template-fault-form = The form that is sent to { $name } is missing
template-fault-button = The form that is sent to { $name } has no button
template-fault-field = The form’s field “{ $name }” is missing or hidden
template-fault-box = The consent box “{ $name }” or its text is missing
template-fault-link = A link to { $name } is missing
template-var-action = Where the form is sent
template-var-back = Where to correct the address
template-var-buttons = Ways in by single sign-on: name and href of each
template-var-can_register = Whether people can register by themselves
template-var-consent = What people are asked to agree to: text, label, required
template-var-consents = Whether the box was ticked
template-var-dir = Direction of writing: ltr or rtl
template-var-email = The e-mail address, as typed or known
template-var-first_name = The first name, as typed
template-var-has_links = Whether a link by mail can be asked for
template-var-has_own_logins = Whether passwords open this portal
template-var-has_passkeys = Whether passkeys work here
template-var-lang = The language
template-var-last_name = The last name, as typed
template-var-layout = The frame that the page extends
template-var-me = Who is signed in: name, email, company
template-var-minutes = How many minutes the link works
template-var-next = Where to go after signing in
template-var-path = The address of the page
template-var-problems = What is wrong with the form: field and key of each
template-var-purpose = What the link is for
template-var-site = The portal: title, company, home
template-var-timed_out = Whether the session has ended by itself
template-var-zone = The time zone
signed-out-title = You are signed out
signed-out-text = You can close this page now.
error-kind = Choose who will read this: the customer, or only colleagues

## A copy of one's own data

data-ask = Ask for a copy
data-asked = We are gathering your data
data-download = Download
data-is-asked = We are gathering your data. You get an e-mail as soon as it is ready
data-is-ready = Your copy is ready. You can download it once, until
data-text = A file with your profile, your consents, your own tickets with their messages, and the files in them
data-title = Download my data
data-was-gone = You did not download the copy in time that you asked for on
data-was-taken = You have downloaded the copy that you asked for on
mail-data-button = Download my data
mail-data-subject = Your data is ready
mail-data-text = The copy of your data that you asked for is ready. You can download it once within 7 days, while you are signed in.

## Single sign-on

sso-add = Add a connection
settings-sso = Single sign-on
sso-algorithm = How tokens are signed
sso-attribute-email = Attribute of the e-mail address
sso-attribute-first = Attribute of the first name
sso-attribute-last = Attribute of the last name
sso-attributes = Attributes
sso-attributes-hint = Leave these empty when your provider uses the usual names. The e-mail address is then the NameID
sso-audience = Audience (aud)
sso-audience-hint = Leave it empty to not check it
# date: the day on which the certificate ends, or ended.
sso-certificate-ends = Its certificate ends on { $date }. Add the next one before that day
sso-certificate-until = valid until { $date }
sso-certificates = Signing certificates
sso-certificates-hint = In PEM form. While your provider changes its certificate, keep the old and the new one here
sso-check-address = The connection may speak for this address, and it may come in
sso-check-algorithm = The signature uses an algorithm that is allowed
sso-check-audience = The answer is meant for us
sso-check-email = The answer names an e-mail address
sso-check-encryption = The assertion is encrypted to our certificate, and signed inside
sso-check-form = The answer has the right form
sso-check-issuer = The answer comes from the provider that is set here
sso-check-once = The answer has not been used before
sso-check-provider = The provider let the person in
sso-check-reach = The provider could be reached
sso-check-recipient = The answer was sent to our address
sso-check-request = The answer belongs to the sign-in that this browser began
sso-check-settings = The settings of the connection can be used
sso-check-signature = The signature is made with the key that is set here
sso-check-time = The answer is fresh
sso-client-id = Client ID
sso-client-secret = Client secret
sso-domains = E-mail domains
sso-empty = No connection yet
sso-empty-text = Members sign in with what they have here: a password, a link or a passkey
sso-error-certificate = Enter at least one certificate in PEM form
sso-error-domains = Enter domains, like example.com
sso-error-key = Enter a key that fits the way of signing. A shared secret has at least 32 characters
sso-error-metadata = This is no metadata of an identity provider that can sign people in by redirect
sso-error-name-taken = Another connection of this domain has this name. Choose another
sso-error-not-tried = Try the connection out first, then switch it on
sso-error-one-of-kind = This domain has a connection of this kind already. Change that one instead
sso-error-trust = List the e-mail domains that this provider may speak for, or trust it with every address
sso-error-url = Enter an address that begins with https://
sso-host = Domain
sso-idp = What your provider says
sso-idp-entity-id = Its identifier (entity ID)
sso-idp-initiated = People may start at the provider
sso-idp-initiated-hint = Off is safer: every sign-in is then the answer to one that began here
sso-idp-url = Its sign-in address (SSO URL)
sso-issuer = Issuer
sso-issuer-hint = The address of the provider, as it stands in its discovery document
sso-key = Secret or public key
sso-key-hint = For HS256, HS384 and HS512 a shared secret of at least 32 characters, for RS256 and ES256 the public key in PEM form
sso-kind = Kind
sso-kind-jwt = Signed token (JWT)
sso-kind-oidc = OpenID Connect
sso-kind-saml = SAML 2.0
sso-metadata = Metadata as text
sso-metadata-file = Metadata as a file
sso-metadata-hint = Fills in the three fields below
sso-name = Name on the button
sso-name-hint = People read “Continue with” and this name
sso-new-jwt = New connection by signed token (JWT)
sso-new-oidc = New connection by OpenID Connect
sso-new-saml = New connection by SAML 2.0
sso-new-tab = (opens a new tab)
sso-off = Off
sso-on = On
sso-our-acs = Sign-on URL (ACS, Recipient, Reply URL)
sso-our-callback = Redirect URI
sso-our-claims = Claims
sso-our-entity-id = Audience URI (entity ID)
sso-our-metadata = Metadata
sso-our-metadata-later = Available once the connection is saved
sso-our-name-id = Format of the NameID
sso-our-scopes = Scopes
sso-our-token = Where to send people with their token
sso-ours = What your provider needs
sso-ours-hint = Enter these values at your provider
sso-refused-address = Your provider may not sign in this e-mail address here. Ask the team that runs this portal
sso-refused-again = This sign-in took too long, or was used before. Begin again
sso-refused-again-button = Back to sign-in
sso-refused-provider = Your provider did not let you in
sso-refused-reach = Your provider cannot be reached now. Try again in a few minutes
sso-refused-text = The answer of your provider could not be accepted. If this goes on, tell the team that runs this portal
sso-refused-title = You could not be signed in
sso-remote-url = Sign-in page of your application
sso-remote-url-hint = Members are sent there with redirect_url, the page they want
sso-remove = Delete connection
sso-remove-text = Members can no longer sign in to { $host } by it, and those who did are signed out
sso-remove-title = Delete { $name }
sso-removed = The connection has been deleted
sso-result-back = Close this tab and go on in the settings
sso-result-checks = Checks
sso-result-claims = What the provider sent
sso-result-counted = It works. The connection can be switched on now
sso-result-fails = It does not work yet
sso-result-holds = It works
sso-result-no = Fails
sso-result-title = Trial of { $name }
sso-result-yes = Holds
sso-saved = The connection has been saved
sso-secret-kept = A secret is stored. Leave this empty to keep it
sso-sign-requests = Sign our requests
sso-speaks = Whose addresses
sso-speaks-every = Every address: whoever runs this provider can sign in as any member
sso-speaks-every-checked = Every address that the provider says it has checked
sso-speaks-hint = A person who signs in for the first time is recognised by the e-mail address that the provider says. No agent comes in by a connection of a portal, and nobody else by one of the desk
sso-speaks-listed = Only addresses of these domains
sso-state = State
sso-switch-off = Switch off
sso-switch-off-hint = Whoever signed in by it is signed out
sso-switch-on = Switch on
sso-switched-off = The connection is off
sso-switched-on = The connection is on
sso-text = Your customers sign in with the account they have at their own company, your agents with the one they have at yours
sso-title = Single sign-on
sso-try = Try it out
sso-try-first = Try it out before you switch it on
sso-untried = Not tried out
# date: when a trial sign-in last worked.
sso-verified-at = A trial worked on { $date }

## What agents are told of who stood in copy, of files and of pages

desk-flash-participant-removed = Taken off. They get no more e-mails about this ticket
desk-flash-participant = Added. They see the ticket and get its e-mails
desk-flash-sent-again = The e-mail is on its way again
desk-waits = Not delivered to { $email } yet. We go on trying
# The reason, in the server's words, stands behind it.
desk-silent = E-mail to { $address } cannot be fetched now. We go on trying.
desk-proposals = In copy or named for answers
desk-proposals-add = Add as participant
# email: their address
desk-proposals-add-who = Add as participant: { $email }
desk-proposals-text = They do not see this ticket until you add them
# name: who wrote the mail; time: when
desk-proposals-why = in the e-mail of { $name }, { $time }
error-email-team = This is an address of your own team: e-mail to it comes to Portico. Use the person’s own address
# limit: the largest mail that is fetched; address: of the mailbox
set-aside-too-large = Larger than { $limit }, so it was not fetched. It is still in the mailbox of { $address }

## Being erased

# mark: a few letters by which what belongs to one person still belongs together.
erased-person = Erased person { $mark }
erasure-accept = Accept and erase
erasure-accept-text = This cannot be undone. Within seconds the person is signed out everywhere and cannot sign in any more. Their tickets stay, and a mark stands in place of the person.
erasure-accepted = The person is being erased
erasure-answered = This request was answered or withdrawn meanwhile
erasure-answered-title = Answered requests
erasure-ask = Ask to be erased
erasure-ask-link = Send me a link
erasure-asked = We have your request
erasure-date = Asked
erasure-decided = Answered
erasure-does-login = The login: password, passkeys, codes, ties to an identity provider, sessions
erasure-does-mails = Mails to the person, and the originals of their own mails
erasure-does-name = Name, addresses, telephone number, company and lists
erasure-does-unsent = Drafts, files that were not sent, copies of their data, invitations
erasure-done = Done
erasure-gone = What is erased
erasure-gone-login = Your login: password, passkeys, codes, ties to the sign-in of your organisation, and where you are signed in
erasure-gone-mails = E-mails that we sent you, and the originals of those that you sent us
erasure-gone-name = Your name, your addresses and your telephone number
erasure-gone-unsent = Drafts, files that you did not send, copies of your data, and invitations
erasure-intro = Your name, your addresses and your login are erased. Your tickets stay without them.
erasure-kept = What stays, and why
erasure-kept-consents = That you agreed to a text, and when, since the company must be able to show it. Your network address is taken out.
erasure-kept-events = What was done and when, for security. Your name is taken out.
erasure-kept-tickets = Tickets, with their messages and files, since they are the company’s record of its work. Your name, addresses and telephone number are taken out of yours, and out of those of other people where one of your addresses is written. Whatever else was written about you in a message, or stands in a file, stays.
erasure-link-hint = You have no password here, so we send a link to { $email } to be sure that it is you.
erasure-number = Number
erasure-reason = Reason
erasure-reason-hint = It is mailed to the person
erasure-refuse = Refuse
erasure-refused = The request is refused
erasure-request = Request
erasure-state-accepted = Being erased
erasure-state-asked = Waiting
erasure-state-done = Erased
erasure-state-refused = Refused
erasure-state-withdrawn = Withdrawn
erasure-sure = I understand that this cannot be undone
erasure-sure-missing = Tick the box to accept
erasure-text = You send us a request. One of our team answers it, and you get the answer by e-mail, within one month.
erasure-then = What follows
erasure-then-text = Once the request is accepted you are signed out everywhere, you cannot sign in any more, and you cannot read your tickets. Download your data first if you want to keep it.
erasure-title = Erase me
erasure-waiting = Waiting for an answer
erasure-waiting-none = Nobody waits for an answer
erasure-waits = We have your request and will answer it by e-mail
erasure-was-refused = Your request was refused on
erasure-withdraw = Withdraw the request
erasure-withdrawn = The request is withdrawn
mail-erasure-accepted-button = Sign-in page
mail-erasure-accepted-subject = Your data is being erased
mail-erasure-accepted-text = Your request is accepted. Your login to { $portal } is gone, and within a day the rest is erased. What stays is listed below. This is our last e-mail to you.
mail-erasure-asked-button = See the request
mail-erasure-asked-subject = We have your request to be erased
mail-erasure-asked-text = You asked us to erase you from { $portal }. One of our team will answer within one month. If it was not you, withdraw the request and change your password.
mail-erasure-button = Go on
mail-erasure-refused-button = See the request
mail-erasure-refused-subject = Your request to be erased
mail-erasure-refused-text = We cannot erase you from { $portal } now. The reason:
mail-erasure-subject = Confirm that you want to be erased
mail-erasure-text = You asked to be erased from { $portal }. Open the link where you are signed in, and confirm.
settings-privacy = Requests to be erased

## Proof before a new way in

prove-add-button = Confirm
prove-add-text = First confirm that it is you. It is enough for five minutes.
prove-add-title = Confirm that it is you
prove-again-text = If you can confirm it in no way shown here, sign out, sign in again and come back within five minutes.
mail-desk-credential-button = My account
mail-desk-credential-subject = A change to how you sign in to the desk of { $portal }
mail-desk-factor-off = The second step of signing in to the desk of { $portal } was turned off for your account. If it was not you, turn it on again and tell an administrator at once.
mail-desk-factor-on = The second step of signing in to the desk of { $portal } was turned on for your account. If it was not you, tell an administrator at once.
mail-desk-factors-reset = An administrator took away your second step, your passkeys and your links to identity providers for the desk of { $portal }. You sign in with your password and can set up new ones. If you did not ask for it, tell them.
mail-desk-passkey-added = A passkey was added to your account at the desk of { $portal }. If it was not you, remove it and tell an administrator at once.
mail-desk-passkey-removed = A passkey was removed from your account at the desk of { $portal }. If it was not you, tell an administrator at once.
mail-desk-password-changed = The password of your account at the desk of { $portal } was changed, and other devices were signed out. If it was not you, tell an administrator at once.
mail-desk-recovery-renewed = New recovery codes were made for your account at the desk of { $portal }. The old ones work no more. If it was not you, make new ones and tell an administrator at once.
mail-desk-recovery-used = A recovery code was used for your account at the desk of { $portal }. If it was not you, make new recovery codes and tell an administrator at once.

## The audit log

audit-about = About
audit-address-proved = An address was added
audit-address-removed = An address was removed
audit-by = By
audit-company-changed = A company was changed
audit-consent-given = A consent was given or withdrawn
audit-contact = customer
audit-contact-added = A contact was added
audit-contact-changed = A contact was changed
audit-consent-given-now = given
audit-consent-withdrawn-now = taken back
audit-credential-changed = A way to sign in was changed
audit-credential-factor-off = second step turned off
audit-credential-factor-on = second step turned on
audit-credential-factors-reset = second step and passkeys taken away
audit-credential-passkey-added = passkey added
audit-credential-passkey-removed = passkey removed
audit-credential-passkey-renamed = passkey renamed
audit-credential-password-changed = password changed
audit-credential-recovery-renewed = new recovery codes
audit-credential-recovery-used = recovery code used
audit-data-asked = A copy of data was asked for
audit-data-ready = A copy of data is ready
audit-data-taken = A copy of data was downloaded
audit-entry-added = A comment, note or call was added
audit-erasure-accepted = A request to be erased was accepted
audit-erasure-asked = Somebody asked to be erased
audit-erasure-refused = A request to be erased was refused
audit-erasure-withdrawn = A request to be erased was withdrawn
audit-every-kind = Everything
audit-identity-linked = A person of an identity provider was recognised
audit-kind = What happened
audit-list-changed = A list was changed
audit-login-off = switched off
audit-login-on = switched on
audit-member-disabled = A login was switched on or off
audit-member-registered = A contact got a login
audit-new-device = A sign-in with a new device
audit-none = Nothing of that kind has happened
audit-participant-added = A participant was added
audit-participant-removed = A participant was taken off
audit-password-changed = A password was changed
audit-person-erased = A person was erased
audit-profile-changed = A profile was changed
audit-sessions-ended = Devices were signed out
audit-settings-changed = Settings were changed
audit-show = Show
audit-sign-in-failed = A sign-in failed
audit-sign-in-refused = An answer of an identity provider was refused
audit-signed-in = Somebody signed in
audit-stage-changed = A ticket moved to another stage
audit-system = Portico
audit-thread-received = A message came
audit-ticket = Ticket
audit-ticket-open = Open
audit-ticket-answered = A ticket was answered
audit-ticket-assigned = The owner of a ticket was changed
audit-ticket-closed = A ticket was closed
audit-ticket-edited = A ticket was edited
audit-ticket-opened = A ticket was opened
audit-ticket-reopened = A ticket was opened again
audit-ticket-replied = A customer replied
audit-what = What
audit-when = When
audit-who = Who did it, or whom it is about: an e-mail address
settings-audit = Audit log

## Agents who sign in by an identity provider

audit-credential-provider-linked = first sign-in by an identity provider
mail-desk-provider-linked = You signed in to the desk of { $portal } by an identity provider for the first time. From now on whoever it vouches for as you comes in that way. If it was not you, tell an administrator at once.
providers-heading = Identity providers
providers-since = { $provider }, since { $date }
providers-text = You can sign in by these without your password and a second step.
sso-desk = The desk (agents)
sso-error-desk-kind = Agents sign in to the desk by OpenID Connect only
sso-refused-agent = This e-mail address does not open the desk. Ask an administrator
sso-refused-desk = The answer of your provider could not be accepted. If this goes on, tell an administrator
sso-remove-desk = Agents can no longer sign in by it, and those who did are signed out
