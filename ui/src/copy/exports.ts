/** How a person gets each export that is read; what is taken from it stands in the README. Pages change, so where sources differ less is said. */
export const howToExport: { from: string; how: string }[] = [
  { from: 'Amazon, Prime Video', how: 'In the account’s privacy settings: Request your data, then Your Orders and Prime Video. Confirm it in the mail that comes. The files follow by e-mail, mostly within days.' },
  { from: 'Netflix', how: 'Account, your profile, Viewing activity, then Download all at its end: it is there at once. Times, ratings and your list come with Download your personal information, by e-mail.' },
  { from: 'Spotify', how: 'Account, privacy settings, Download your data. Account data is the last year and what Spotify supposes; extended streaming history is all there is. They come by e-mail, after days or weeks.' },
  { from: 'Goodreads, StoryGraph', how: 'Goodreads: My Books, Import and export, Export Library. StoryGraph: Manage account, Export StoryGraph Library, Generate export. What you want to read comes along; reviews and notes stay out.' },
  { from: 'Letterboxd, IMDb', how: 'Letterboxd: Settings, Data, Export your data; the watchlist comes along. IMDb: Your ratings, Export; its page Exports has the file soon after.' },
  { from: 'YouTube, Google', how: 'Google Takeout, then YouTube and YouTube Music, My Activity and Google Play Store. Choose JSON where you can, under Multiple formats: pages are read too, but not every date on them.' },
  { from: 'Browsers', how: 'Close the browser, then choose its own file: History of Chrome, Edge and Brave, in the folder that chrome://version names, or places.sqlite of Firefox, in the one that about:support names. Chrome’s history also comes with Google Takeout. You tick the sites that are kept.' },
  { from: 'Instagram, Facebook', how: 'Accounts Center, Your information and permissions, Export (or Download) your information. Choose the format JSON; pages are not read. Only the interests they suppose are taken.' },
  { from: 'Any shop’s order mails', how: 'Google Takeout, then Mail, all of it or only some labels; or save mails as .eml files. Only the orders in them are read.' },
  { from: 'Another shop', how: 'A CSV table with a column for the day and one for what was bought. You say what its columns are.' },
];
