"""What an association writes in a day, in Swedish: it is example data, not part of the screens."""

CALLS = (
    "Ringde om gemensam e-tjänst för bygglov. Vill se en demonstration före sommaren.",
    "Pratade om förlängning av avtalet. Positiva, men nämnden ska höras först.",
    "Kort avstämning om inloggning med e-legitimation. Allt fungerar sedan förra veckan.",
    "Frågade om avgiften efter årets nya invånarantal. Skickade tabellen.",
    "Återkopplade om personuppgiftsbiträdesavtalet. Juristen läser nu.",
    "Ville veta vilka grannkommuner som redan är med. Gav tre referenser.",
)
MISSED_CALLS = (
    "Sökte utan svar, lämnade meddelande.",
    "Upptagen i möte, ringer tillbaka i eftermiddag.",
    "Semester till och med fredag. Försöker igen i nästa vecka.",
)
VISITS = (
    "Besök i kommunhuset. Gick igenom nuläget för ekonomiskt bistånd och visade EGIL.",
    "Träffade ledningsgruppen. De vill samverka med två grannkommuner om upphandlingen.",
    "Studiebesök hos kontaktcenter. Många bra idéer till utvecklingsgruppen.",
    "Heldag med handläggarna. Behovslistan ligger i projektrummet.",
)
MEETINGS = (
    "Styrgruppsmöte. Beslut: fortsätta med steg två och utse en lokal projektledare.",
    "Digitalt möte om införandeplan. Start beräknas till efter årsskiftet.",
    "Användarträff med elva kommuner. Störst intresse för automatisering.",
    "Årsmöte. Ny ordförande valdes och budgeten fastställdes.",
)
NOTES = (
    "Byter kommundirektör vid årsskiftet, vänta med nya förslag tills dess.",
    "Har infört egen lösning för föreningsbidrag men är öppen för samverkan.",
    "Deltog i nätverket för första gången och vill fortsätta.",
    "Budgeten för digitalisering är beslutad, 1,2 mnkr under nästa år.",
    "Intresserade av att vara pilot för nya rapporten.",
    "Önskar faktura uppdelad per förvaltning.",
)
MAILS = (
    "Skickade information om tjänsten och ett exempel på avtal.",
    "Fick frågor om driftmiljö och säkerhet. Svarade samma dag.",
    "Inbjudan till användarträffen skickad.",
)
RESULTS = ("Vill gå vidare.", "Återkommer efter nämnden.", "Nöjda.", "Avvaktar budget.", "Bokade nytt möte.")
NEXT_STEPS = (
    "Skicka avtal.",
    "Boka demonstration.",
    "Ring igen om två veckor.",
    "Stäm av med juristen.",
    "Bjud in till nätverket.",
)

TODOS = (
    "Ring om svar på offerten",
    "Skicka underlag inför nämnden",
    "Boka demonstration av EGIL",
    "Följ upp användarträffen",
    "Stäm av införandeplanen",
    "Skicka avtal för underskrift",
    "Fråga efter ny kontaktperson",
    "Påminn om enkäten",
    "Gå igenom personuppgiftsbiträdesavtalet",
    "Förbered besök i kommunhuset",
)
PRIVATE_TODOS = (
    "Skriv månadsrapport",
    "Förbered styrelsemötet",
    "Boka tåg till Gävle",
    "Uppdatera presentationen",
    "Lämna in reseräkning",
)

SERVICES = (
    ("EGIL", "service", "running", None, "Digital ansökan om och handläggning av ekonomiskt bistånd."),
    ("Digidel", "network", "running", 15_000, "Nätverk för ökad digital delaktighet, med finansieringsåtagande."),
    (
        "Öppen källkod i samverkan",
        "network",
        "running",
        10_000,
        "Kommuner som delar och förvaltar öppen programvara.",
    ),
    ("Gemensam e-arkivtjänst", "development_project", "running", 40_000, "Förstudie och upphandling av e-arkiv."),
    (
        "Mina meddelanden för kommuner",
        "service",
        "closing",
        None,
        "Digital post från kommunen till invånarens brevlåda.",
    ),
    (
        "Automatisering i socialtjänsten",
        "development_project",
        "idea",
        25_000,
        "Delade robotar och regelverk för återkommande beslut.",
    ),
)
"""Name, kind, status, what each participant pays a year, and what it is."""

DEALS = (
    "{service} till {place}",
    "{service}: införande i {place}",
    "{place} ansluter sig till {service}",
    "Förnyat avtal om {service}, {place}",
)

ORGANISATION_TAGS = (
    ("Pilotkommun", "teal"),
    ("Styrgrupp", "violet"),
    ("Hög digital mognad", "green"),
    ("Glesbygd", "amber"),
    ("Vill samverka", "blue"),
    ("Referens", "pink"),
)
PERSON_TAGS = (
    ("Nyhetsbrev", "blue"),
    ("Användargrupp", "green"),
    ("Styrelse", "violet"),
    ("Talare", "amber"),
    ("Testare", "teal"),
    ("Upphandling", "pink"),
)

BODIES = (
    ("Fyrklöverns IT-nämnd", "board", None),
    ("Kommunalförbundet Exempelbygden", "municipal_association", None),
    ("Samverkan Nordanskog", "cooperation_body", "partner"),
    ("Stiftelsen Digital Delaktighet i Exempelbygd", "foundation", "partner"),
    ("Nordvika System AB", "it_supplier", "supplier"),
    ("Bokvalls Förlag", "publisher", "supplier"),
    ("Exempelmyndigheten", "authority", "partner"),
    ("Exempelbygdens Energi AB", "company", "prospect"),
)
"""Invented bodies beside the municipalities: name, kind, status."""

LEADS = (
    ("Mässan Digitala kommuner", "Vill ha en demonstration av EGIL."),
    ("Webbformulär", "Frågar om villkor för medlemskap."),
    ("Tips från medlem", "Bytte nyligen jobb och var nöjd i sin förra kommun."),
    ("Konferens i Umeå", "Intresserad av öppen källkod."),
)
LEAVING_REASONS = ("Sparbeslut i fullmäktige", "Gick med i regional samverkan", "Egen lösning införd")
JOINING_REASONS = ("Beslut i kommunstyrelsen", "Ville ta del av EGIL", "Tips från grannkommun", "")
MAILINGS = (
    (
        "information",
        "Kallelse till årsmötet",
        "Hej {first_name},\n\nvälkommen till årsmötet. Dagordning och handlingar kommer tre veckor före.",
        96,
    ),
    (
        "marketing",
        "Ny utbildning: EGIL för handläggare",
        "Hej {first_name},\n\nvi håller en halvdag om EGIL för handläggare i höst. Platserna fördelas efter anmälan.",
        41,
    ),
    (
        "information",
        "Driftstopp i testmiljön på torsdag",
        "Hej {first_name},\n\ntestmiljön stängs på torsdag klockan 17 och öppnar igen på fredag klockan 8.",
        6,
    ),
    ("marketing", "Nyhetsbrev", "Hej {first_name},\n\ndet här har hänt sedan sist:", 0),
)
"""Kind, subject, message, and how many days ago each was sent; 0 for one that is being written."""
