"""What Alex orders: (times, price in cents, title). Real kinds of things and brands; prices are invented."""

SHOES = [
    (1, 11995, "Salomon Speedcross 6 Trail Running Shoes Men, EU 42, Black/Phantom"),
    (1, 12499, "Salomon Sense Ride 5 Trailrunning-Schuhe Herren, EU 42, Ebony"),
    (1, 13995, "Salomon XA Pro 3D V9 GTX Trail Running Shoes, EU 42 2/3, Black"),
    (2, 14990, "ASICS Gel-Nimbus 25 Running Shoes Men, EU 42, French Blue"),
    (1, 15990, "ASICS Gel-Kayano 30 Laufschuhe Herren, EU 42.5, Black/Sheet Rock"),
    (1, 9495, "ASICS Gel-Pulse 14 Running Shoes, EU 42, Graphite Grey"),
    (2, 11990, "Brooks Ghost 15 Running Shoes Men, EU 42, Black/Ebony"),
    (1, 12990, "Brooks Cascadia 17 Trail Running Shoes, EU 42.5, Forest"),
    (1, 10990, "Brooks Launch 10 Laufschuhe Herren, EU 42, Blue"),
    (1, 18995, "LOWA Renegade GTX Mid Hiking Boots Men, EU 42.5, Espresso"),
    (1, 7995, "BIRKENSTOCK Arizona Sandalen, EU 42, Mocca"),
    (1, 6990, "GIESSWEIN Merino Wool Slippers, EU 42, Anthracite"),
]
KNITWEAR = [
    (2, 8995, "Icebreaker Merino 200 Oasis Long Sleeve Crewe Thermal Top Men, M, Black"),
    (1, 7995, "Smartwool Classic All-Season Merino T-Shirt, M, Deep Navy"),
    (1, 9995, "Marc O'Polo Herren Strickpullover mit Rundhalsausschnitt, M, Blau"),
    (1, 8499, "SELECTED HOMME Merino Wool Knit Sweater, M, Dark Grey Melange"),
    (1, 11990, "Fjällräven Övik Rib Sweater Men, M, Dark Grey"),
    (1, 6999, "Tommy Hilfiger Lambswool Crew Neck Sweater, M, Desert Sky"),
    (1, 5990, "JACK & JONES Strickpullover Herren, L, Navy Blazer"),
    (1, 7490, "Seidensticker Merino Cardigan, M, Charcoal"),
    (3, 2495, "DANISH ENDURANCE Merino Hiking Socks, 39-42, 3 Pack, Grey"),
    (2, 1499, "FALKE Family Socks, 39-42, Dark Navy"),
]
CLOTHES = [
    (1, 6495, "Levi's 511 Slim Jeans, W32/L32, Rock Cod"),
    (1, 9999, "Patagonia Better Sweater Fleece Jacket Men, M, Industrial Green"),
    (1, 2999, "Under Armour Tech 2.0 Running Shirt, M, Black"),
    (1, 7995, "Salomon Bonatti Trail Waterproof Running Jacket, M, Black"),
    (1, 4495, "Salomon Active Skin 4 Running Vest, M"),
    (1, 3995, "ODLO Essential Running Shorts Men, M, Blue Wing Teal"),
]
COFFEE = [
    (13, 1799, "Lavazza Espresso Italiano Classico Coffee Beans, 1 kg"),
    (9, 2190, "Mount Hagen Bio Fairtrade Röstkaffee ganze Bohne, 1 kg"),
    (4, 1549, "illy Ground Espresso Coffee Medium Roast, 250 g, 2 Pack"),
    (1, 3195, "AeroPress Original Coffee Maker"),
    (3, 899, "AeroPress Replacement Filters, 350 pcs"),
    (1, 7990, "Timemore C2 Manual Coffee Grinder, Black"),
    (1, 2795, "HARIO V60 Coffee Dripper Ceramic 02, White"),
    (3, 699, "HARIO V60 Paper Filters 02, 100 pcs"),
]
KITCHEN = [
    (1, 4495, "Victorinox Swiss Modern Chef's Knife 20 cm, Walnut"),
    (1, 3999, "Lodge Cast Iron Skillet 26 cm"),
    (1, 2450, "WMF Küchenwaage digital bis 5 kg"),
    (1, 1895, "Microplane Premium Classic Zester Grater"),
    (1, 5999, "Zwilling Pro Santoku Messer 18 cm"),
    (1, 2990, "Emile Henry Ceramic Loaf Baking Dish, Red"),
    (1, 1690, "Rösle Schneebesen 27 cm Edelstahl"),
    (1, 3495, "Bamboo Cutting Board Set, 3 pcs"),
    (1, 2299, "Bialetti Moka Express Espresso Maker, 6 Cups"),
    (2, 999, "Baking Paper Sheets, 100 pcs"),
]
BOOKS = [
    (1, 1299, "The Thursday Murder Club (Richard Osman), Paperback"),
    (1, 1250, "The Man Who Died Twice (Richard Osman), Paperback"),
    (1, 1199, "In the Woods: Dublin Murder Squad (Tana French), Paperback"),
    (1, 1099, "The Likeness (Tana French), Paperback"),
    (1, 1400, "Der Totmacher: Ein Fall für Kommissar Dühnfort (Inge Löhnig), Taschenbuch"),
    (1, 1300, "Tiefer Fall: Kriminalroman (Nele Neuhaus), Taschenbuch"),
    (1, 1350, "Magpie Murders (Anthony Horowitz), Paperback"),
    (1, 1150, "Gone Girl (Gillian Flynn), Paperback"),
    (1, 1099, "The Girl with the Dragon Tattoo (Stieg Larsson), Paperback"),
    (1, 1699, "Project Hail Mary (Andy Weir), Paperback"),
    (1, 1499, "The Three-Body Problem (Cixin Liu), Paperback"),
    (1, 1350, "Children of Time (Adrian Tchaikovsky), Paperback"),
    (1, 1599, "A Memory Called Empire (Arkady Martine), Paperback"),
    (1, 1199, "The Left Hand of Darkness (Ursula K. Le Guin), Paperback"),
    (1, 1800, "Entangled Life (Merlin Sheldrake), Paperback"),
    (1, 2500, "Born to Run (Christopher McDougall), Paperback"),
    (1, 1400, "Tschick: Roman (Wolfgang Herrndorf), Taschenbuch"),
    (1, 1250, "The Bullet That Missed (Richard Osman), Hardcover"),
    (1, 1199, "Faithful Place (Tana French), Paperback"),
    (1, 1299, "Still Life: A Chief Inspector Gamache Mystery (Louise Penny), Paperback"),
    (1, 1150, "Knots and Crosses: An Inspector Rebus Novel (Ian Rankin), Paperback"),
    (1, 1300, "Schneewittchen muss sterben: Kriminalroman (Nele Neuhaus), Taschenbuch"),
    (1, 1499, "Dune (Frank Herbert), Paperback"),
    (1, 1350, "Die Vermessung der Welt: Roman (Daniel Kehlmann), Taschenbuch"),
    (1, 1699, "The Wager (David Grann), Paperback"),
    (1, 2995, "Salt, Fat, Acid, Heat (Samin Nosrat), Hardcover"),
]
LAMPS = [
    (1, 4999, "Philips Hue White Ambiance E27 LED Bulb, 2 Pack"),
    (1, 7990, "IKEA-Style Arc Floor Lamp with Linen Shade, Black"),
    (1, 3590, "BRILONER LED Tischleuchte dimmbar, Messing"),
    (1, 5495, "Paulmann LED Pendant Lamp, Warm White, Oak"),
    (1, 2999, "TaoTronics LED Desk Lamp with USB Port"),
    (1, 1399, "Osram LED Lampe E14 Warmweiß, 4er-Pack"),
]
OUTDOOR = [
    (1, 13995, "Deuter Futura 32 Hiking Backpack, Black"),
    (1, 9990, "LEKI Makalu Lite Trekking Poles, Pair"),
    (1, 3495, "Nalgene Wide Mouth Bottle Tritan 1 l, Blue"),
    (1, 7999, "Petzl Actik Core Headlamp 600 Lumen"),
    (1, 14900, "Sea to Summit Ether Light XT Sleeping Mat, Regular"),
    (1, 2195, "Ortlieb Dry Bag PS10 7 l, Black"),
    (1, 5990, "Primus Lite+ Camping Stove"),
    (1, 2490, "Kompass Wanderkarte Berchtesgadener Land 1:25000"),
    (1, 1695, "Sawyer Squeeze Water Filter"),
    (1, 2795, "Smartwool Hike Light Cushion Merino Socks, 42-45"),
    (1, 8990, "Vaude Neyland Zip-Off Hiking Trousers Men, 50, Black"),
    (1, 1190, "Opinel No. 8 Folding Knife, Beech"),
    (1, 3999, "Buff Merino Lightweight Neckwear, Solid Night Blue"),
]
ELECTRONICS = [
    (1, 8999, "Anker Soundcore Liberty 4 NC Wireless Earbuds, Black"),
    (2, 1599, "Anker USB-C Charging Cable 1.8 m, 2 Pack"),
    (1, 24999, "Garmin Forerunner 255 GPS Running Watch, Slate Grey"),
    (1, 3499, "Logitech MX Keys Palm Rest"),
    (1, 4290, "Samsung T7 Portable SSD Case"),
]
HOUSE = [
    (5, 1095, "Frosch Dishwasher Tabs Soda, 50 pcs"),
    (5, 1450, "Ecover Washing Liquid Colour Refill 5 l"),
    (4, 2490, "Zewa Toilettenpapier 3-lagig, 24 Rollen"),
    (1, 1899, "Fiskars Garden Secateurs Bypass P521"),
    (1, 1290, "Leuchtturm1917 Notebook A5 Dotted, Navy"),
    (1, 2199, "Leitz Ordner A4, 5er-Pack"),
]
# Health: an importer takes them, and nothing may ever be derived from them.
HEALTH = [
    (2, 1290, "Doppelherz Magnesium 400 + B-Vitamine, 60 Tabletten"),
    (2, 1490, "Vitamin D3 2000 IU Drops, 50 ml"),
    (1, 1990, "Ashwagandha KSM-66 Capsules, 120 pcs"),
    (1, 2190, "Omega-3 Fish Oil 1000 mg Capsules, 400 pcs"),
    (1, 1695, "Melatonin Sleep Spray"),
    (1, 1150, "Voltaren Schmerzgel forte, 100 g"),
]
# For others: these carry a gift message and count for nobody's taste.
GIFTS = [
    (1, 4999, "LEGO City Express Passenger Train 60337"),
    (1, 2499, "Ravensburger Puzzle 1000 Pieces, Fairytale Castle"),
    (1, 12995, "Salomon Sense Ride 5 Trail Running Shoes Women, EU 38, Lilac"),
    (1, 3999, "adidas Kids Runfalcon 3.0 Shoes, EU 33, Pink"),
    (1, 2999, "Steiff Soft Cuddly Friends Bear, 30 cm"),
    (1, 1899, "It Ends with Us (Colleen Hoover), Paperback"),
    (1, 3490, "Rituals The Ritual of Sakura Gift Set"),
    (1, 1599, "The Gruffalo (Julia Donaldson), Board Book"),
    (1, 5490, "Yankee Candle Advent Calendar"),
    (1, 6999, "Tonies Toniebox Starter Set, Red"),
]
# Sent back; the first two were too small.
RETURNED = [
    (1, 13990, "ASICS GT-2000 12 Running Shoes Men, EU 41.5, Black"),
    (1, 11490, "Brooks Adrenaline GTS 22 Laufschuhe Herren, EU 41, Blue"),
    (1, 8990, "Norwegian Pattern Wool Sweater, S, Red"),
    (1, 15990, "De'Longhi Milk Frother EMF2"),
    (1, 5990, "Ultrasonic Aroma Diffuser with Lamp"),
]
CANCELLED = [
    (1, 13995, "Salomon Ultra Glide 2 Trail Running Shoes, EU 42, Vanilla"),
    (1, 34900, "Herman Miller Style Office Chair, Black"),
    (1, 2190, "Lavazza Qualità Rossa Coffee Beans, 1 kg"),
    (1, 1299, "The Bullet That Missed (Richard Osman), Paperback"),
    (1, 4599, "LED Floor Lamp Dimmable, White"),
]
DIGITAL = [
    (999, "The Searcher (Tana French) (Kindle Edition)"),
    (799, "Recursion (Blake Crouch) (Kindle Edition)"),
    (1099, "Achtsam morden: Roman (Karsten Dusse) (Kindle Edition)"),
    (499, "Leviathan Wakes: Book 1 of the Expanse (James S. A. Corey) (Kindle Edition)"),
]
KEPT = SHOES + KNITWEAR + CLOTHES + COFFEE + KITCHEN + BOOKS + LAMPS + OUTDOOR + ELECTRONICS + HOUSE + HEALTH
