//! The words by which mail programs of many languages mark what is old. All lower-case.

/// What a line that introduces a quote may begin with.
#[rustfmt::skip]
pub(crate) const LEADS: &[&str] = &[
    "on ", "at ", "le ", "am ", "den ", "el ", "il ", "op ", "em ", "no dia ", "w dniu ", "dnia ", "dne ", "dňa ", "den ",
    "d. ", "in data ", "il giorno ", "mi. ", "pe ", "ma ", "ti ", "ke ", "la ", "su ", "vào ", "pada ", "în ",
    "la data ", "u ", "на ", "в ", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "---- on ", "-- on ", "*on ", "_on ",
    "message du", "στις ", "בתאריך ", "في ", "วัน", "vom ", "von:", "am:", "ons", "tor", "fre", "lør", "søn", "man", "tir",
    "mån", "tis", "lör", "sön", "wed", "thu", "fri", "sat", "sun", "mon", "tue", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "mié", "jue", "vie", "sáb", "dom", "gio", "sab", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "po ", "út", "st ", "čt",
    "pá", "so ", "ne ", "do ", "vr ", "za ", "zo ", "wo ", "di ", "pzt", "sal", "çar", "per", "cum", "cmt", "paz", "tarihinde",
    "di ", "mit ", "poniedziałek", "hétfő", "kedd", "quoting ", "zitat von ", "selon ", "von ", "from ",
];

/// "wrote", at the end of the line.
#[rustfmt::skip]
pub(crate) const WROTE_LAST: &[&str] = &[
    "wrote", "writes", "has written", "said", "a écrit", "écrit", "a ecrit", "schrieb", "geschrieben", "hat geschrieben",
    "schrieb folgendes", "napisał", "napisał(a)", "napisała", "napisal", "napisał/a", "napisali", "pisze", "escribió",
    "escribio", "ha scritto", "scrive", "scritto", "escreveu", "schreef", "geschreven", "heeft geschreven",
    "het volgende geschreven", "skrev", "skrev følgende", "følgende", "kirjoitti", "napsal", "napsal(a)", "napsala", "napísal",
    "napísal(a)", "napísala", "написал", "написал(а)", "написала", "писал", "писал(а)", "писала", "пишет", "написав",
    "написав(ла)", "írta", "ezt írta", "a következőt írta", "a scris", "yazdı", "şunu yazdı", "έγραψε", "написа", "je napisao",
    "je napisao/la", "je napisala", "napisao", "napisala", "napisao je", "rakstīja", "rašė", "kirjutas", "đã viết", "menulis",
    "כתב", "כתב/ה", "כתבה", "كتب", "เขียนว่า", "เขียน", "さんは書きました", "は書きました", "さんが書きました", "のメール", "のメッセージ", "写道", "写了", "寫道",
    "님이 작성", "작성", "va escriure", "har skrevet", "har skrivit",
];

/// "wrote" before the name.
#[rustfmt::skip]
pub(crate) const WROTE_WITHIN: &[&str] = &[
    " schrieb ", " schreef ", " skrev ", " kirjoitti ", " napsal ", " napisał ", " użytkownik ", " geschrieben von ",
    " a écrit ", " escribió ", " ha scritto ", " écrit par ", " od ", " from ", " von ", " av ", " fra ", " van ", " от ",
];

/// What stands between dashes above an old mail, or alone on a line with a colon.
#[rustfmt::skip]
pub(crate) const OLD_MAIL: &[&str] = &[
    "original message", "original appointment", "original email", "original mail", "forwarded message", "forwarded by",
    "begin forwarded message", "reply message", "replied message", "ursprüngliche nachricht", "originalnachricht",
    "original-nachricht", "weitergeleitete nachricht", "ursprungliche nachricht", "anfang der weitergeleiteten nachricht",
    "urspr. nachricht", "message d'origine", "message d’origine", "message original", "message transféré", "courriel original",
    "début du message réexpédié", "message initial", "mensaje original", "mensaje reenviado", "inicio del mensaje reenviado",
    "messaggio originale", "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem original", "mensagem encaminhada",
    "início da mensagem encaminhada", "oorspronkelijk bericht", "origineel bericht", "oorspronkelijke bericht",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana",
    "wiadomość przekazana dalej", "wiadomosc oryginalna", "początek przekazywanej wiadomości", "treść przekazanej wiadomości",
    "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande", "vidarebefordrat brev", "oprindelig besked",
    "oprindelig meddelelse", "original besked", "videresendt besked", "videresendt meddelelse", "opprinnelig melding",
    "original melding", "videresendt melding", "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti",
    "původní zpráva", "původní e-mail", "přeposlaná zpráva", "pôvodná správa", "preposlaná správa", "исходное сообщение",
    "исходное письмо", "пересланное сообщение", "пересылаемое сообщение", "оригинальное сообщение", "вихідне повідомлення",
    "переслане повідомлення", "eredeti üzenet", "továbbított üzenet", "mesajul original", "mesaj original",
    "mesaj redirecționat", "özgün ileti", "orijinal mesaj", "iletilen ileti", "iletilmiş mesaj", "αρχικό μήνυμα",
    "izvorna poruka", "originalna poruka", "изходно съобщение", "元のメッセージ", "オリジナルメッセージ", "original message follows", "転送メッセージ",
    "原始邮件", "原邮件", "邮件原件", "转发邮件信息", "转发的邮件", "原始郵件", "轉寄郵件", "원본 메시지", "원본 메일", "thư gốc", "pesan asli", "הודעה מקורית",
    "الرسالة الأصلية",
];

/// Which field a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    From,
    To,
    Date,
    Subject,
}

/// Labels of the short header block above an old mail.
#[rustfmt::skip]
pub(crate) const LABELS: &[(Label, &[&str])] = &[
    (
        Label::From,
        &[
            "from", "von", "de", "da", "van", "od", "fra", "från", "lähettäjä", "от", "від", "feladó", "de la", "kimden",
            "gönderen", "από", "差出人", "送信者", "发件人", "寄件者", "寄件人", "보낸 사람", "보낸사람", "expéditeur", "odesílatel", "odosielateľ",
            "šalje", "từ", "dari", "מאת", "من",
        ],
    ),
    (
        Label::To,
        &[
            "to", "an", "à", "a", "para", "aan", "do", "til", "till", "vastaanottaja", "кому", "címzett", "către", "catre",
            "kime", "alıcı", "προς", "宛先", "收件人", "收件者", "받는 사람", "받는사람", "komu", "cc", "kopie", "kopia", "copie à", "copia",
            "kopi", "dw", "udw", "kopio", "копия", "копія", "抄送", "副本", "참조", "za", "đến", "kepada", "reply-to", "אל", "إلى",
        ],
    ),
    (
        Label::Date,
        &[
            "date", "sent", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "enviado", "enviado el", "enviado em",
            "enviada em", "fecha", "data", "inviato", "verzonden", "wysłano", "wysłane", "sendt", "dato", "skickat", "lähetetty",
            "päivämäärä", "päiväys", "отправлено", "дата", "надіслано", "küldve", "dátum", "trimis", "tarih", "gönderildi",
            "gönderme tarihi", "ημερομηνία", "στάλθηκε", "送信日時", "日時", "日付", "发送时间", "日期", "寄件日期", "傳送時間", "보낸 날짜", "날짜",
            "odesláno", "odoslané", "message du", "poslano", "ngày", "tanggal", "נשלח", "التاريخ",
        ],
    ),
    (
        Label::Subject,
        &[
            "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "temat", "emne", "ämne", "aihe",
            "předmět", "predmet", "тема", "tárgy", "subiect", "konu", "θέμα", "件名", "主题", "主旨", "主題", "제목", "chủ đề", "perihal",
            "subjek", "נושא", "الموضوع",
        ],
    ),
];

/// What phones and apps write below every mail.
#[rustfmt::skip]
pub(crate) const SENT_FROM: &[&str] = &[
    "sent from", "sent via", "sent with", "sent by", "sent using", "get outlook for", "envoyé de mon", "envoyé depuis",
    "envoyé à partir de", "envoyé via", "envoyé avec", "télécharger outlook", "obtenez outlook", "provenance : courrier",
    "gesendet von", "von meinem", "gesendet mit", "gesendet über", "von unterwegs", "diese nachricht wurde von meinem",
    "hol dir outlook", "holen sie sich outlook", "outlook für", "enviado desde", "enviado do meu", "enviado de",
    "enviado a partir", "enviado via", "obtener outlook", "obter o outlook", "inviato da", "inviato dal", "ottieni outlook",
    "scarica outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met", "verstuurd met", "outlook voor", "wysłane z",
    "wysłano z", "wysłane przez", "wiadomość wysłana z", "pobierz aplikację outlook", "pobierz program outlook",
    "uzyskaj outlook", "uzyskaj aplikację outlook", "skickat från", "skickades från", "skaffa outlook", "sendt fra",
    "hent outlook", "få outlook", "last ned outlook", "lähetetty", "hanki outlook", "odesláno z", "odoslané z",
    "získejte outlook", "získat outlook", "отправлено с ", "отправлено из", "отправлено от", "скачать outlook",
    "получить outlook", "надіслано з", "küldve a", "trimis de pe", "iphone'umdan gönderildi", "iphone’umdan gönderildi",
    "gönderildi", "στάλθηκε από", "iphoneから送信", "ipadから送信", "iphone から送信", "androidから送信", "从我的", "发自我的", "發自我的", "傳送自我的",
    "나의 iphone에서 보냄", "iphone에서 보냄", "poslano s", "gửi từ", "dikirim dari", "נשלח מ",
];

/// Formal ends; the name and address below them are a signature.
#[rustfmt::skip]
pub(crate) const CLOSINGS: &[&str] = &[
    "regards", "best regards", "kind regards", "warm regards", "with kind regards", "with best regards", "many regards",
    "kindest regards", "warmest regards", "best wishes", "yours sincerely", "sincerely yours", "yours faithfully", "yours truly",
    "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "mit freundlichen grüssen",
    "viele grüße", "beste grüße", "mit besten grüßen", "liebe grüße", "schöne grüße", "mfg", "cordialement", "bien cordialement",
    "bien à vous", "salutations distinguées", "sincères salutations", "saludos cordiales", "un cordial saludo", "atentamente",
    "cordiali saluti", "distinti saluti", "atenciosamente", "com os melhores cumprimentos", "cumprimentos",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "pozdrawiam", "pozdrawiam serdecznie",
    "z poważaniem", "z wyrazami szacunku", "serdecznie pozdrawiam", "med vänliga hälsningar", "med vänlig hälsning",
    "vänliga hälsningar", "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "vennlig hilsen", "ystävällisin terveisin",
    "terveisin", "s pozdravem", "s pozdravom", "с уважением", "з повагою", "üdvözlettel", "tisztelettel", "cu stimă",
    "saygılarımla", "με εκτίμηση",
];

/// What our own mails say above themselves.
#[rustfmt::skip]
pub(crate) const MARKERS: &[&str] = &[
    "reply above this line", "type your reply above this line", "please type your reply above", "odpowiedz powyżej tej linii",
    "odpowiedz powyzej tej linii", "odpowiedź powyżej tej linii", "antworten sie oberhalb dieser zeile",
    "antworten sie über dieser zeile", "bitte antworten sie oberhalb", "répondez au-dessus de cette ligne",
    "responda encima de esta línea", "responda por encima de esta línea", "rispondi sopra questa riga",
    "responda acima desta linha", "antwoord boven deze regel", "svara ovanför den här raden", "svar over denne linje",
    "svar over denne linjen", "vastaa tämän rivin yläpuolelle", "odpovězte nad tímto řádkem", "odpovezte nad tento riadok",
    "ответьте выше этой строки", "відповідайте вище цього рядка", "この行より上に返信", "请在此行上方回复", "이 줄 위에 답장",
];
