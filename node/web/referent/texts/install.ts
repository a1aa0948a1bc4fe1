// The words of the guide to the installation on an iPhone or iPad, in every language; they come with it.
const fr = {
  title: 'D’abord, installer Tocsin',
  why: 'Sur iPhone et iPad, Safari efface ce que garde une page que l’on n’ouvre pas pendant sept jours. Votre inscription serait perdue, et il faudrait une nouvelle carte. Installée, l’application la garde.',
  share: 'Touchez le signe « Partager » : un carré d’où sort une flèche. Il est en bas de l’écran sur un iPhone, en haut sur un iPad.',
  add: 'Descendez dans la liste, touchez « Sur l’écran d’accueil », puis « Ajouter ».',
  open: 'Fermez Safari. Ouvrez Tocsin en touchant son icône : l’application vous demande votre carte.',
  keep: 'Gardez votre carte sous la main.',
  copy: 'Copier le texte de ma carte',
  copied: 'Copié. Dans l’application, touchez longtemps « Texte de la carte », puis « Coller ».',
  notCopied: 'Ce navigateur ne copie pas : dans l’application, recopiez le texte de la carte.',
  cannot: 'Je ne peux pas installer',
  risk: 'Dans cet onglet, votre inscription dure tant que vous ouvrez cette page au moins une fois par semaine.',
  insist: 'Continuer dans cet onglet',
};
const easy: typeof fr = {
  title: 'D’abord, mettre Tocsin sur le téléphone',
  why: 'Il faut mettre Tocsin sur votre téléphone. Sinon, le téléphone oublie tout après sept jours. Il faudrait une nouvelle carte.',
  share: 'Touchez ce dessin : un carré avec une flèche vers le haut. Sur un iPhone, il est en bas. Sur un iPad, il est en haut.',
  add: 'Une liste s’ouvre. Descendez. Touchez « Sur l’écran d’accueil ». Touchez « Ajouter ».',
  open: 'Fermez cette page. Touchez le dessin de Tocsin sur votre téléphone. Tocsin demande votre carte.',
  keep: 'Gardez votre carte avec vous.',
  copy: 'Copier ma carte',
  copied: 'C’est copié. Dans Tocsin, touchez longtemps « Texte de la carte ». Touchez « Coller ».',
  notCopied: 'Ce n’est pas copié. Dans Tocsin, écrivez le texte de la carte.',
  cannot: 'Je n’y arrive pas',
  risk: 'Vous pouvez rester ici. Ouvrez cette page chaque semaine. Sinon, le téléphone oublie tout.',
  insist: 'Rester ici',
};
const en: typeof fr = {
  title: 'First, install Tocsin',
  why: 'On iPhone and iPad, Safari erases what a page keeps when it is not opened for seven days. Your enrolment would be lost, and you would need a new card. Once installed, the app keeps it.',
  share: 'Touch the “Share” sign: a square with an arrow coming out of it. It is at the bottom of the screen on an iPhone, at the top on an iPad.',
  add: 'Scroll down the list, touch “Add to Home Screen”, then “Add”.',
  open: 'Close Safari. Open Tocsin by touching its icon: the app asks for your card.',
  keep: 'Keep your card at hand.',
  copy: 'Copy the text of my card',
  copied: 'Copied. In the app, press and hold “Text of the card”, then touch “Paste”.',
  notCopied: 'This browser does not copy: type the text of the card in the app.',
  cannot: 'I cannot install it',
  risk: 'In this tab, your enrolment lasts as long as you open this page at least once a week.',
  insist: 'Go on in this tab',
};
export const installTexts = { fr, easy, en } as const;
