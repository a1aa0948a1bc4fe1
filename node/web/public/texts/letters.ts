// The letters themselves. In French whatever the page speaks: offices in France answer French. Articles: regulation (EU)
// 2016/679 for what a town hall holds; title III of law 78-17 (directive 2016/680) for what a post holds.
export const letters = {
  access: {
    to: 'post',
    subject: 'Demande d’accès à des données me concernant',
    law: 'articles 104, 105 et 107 de la loi n° 78-17 du 6 janvier 1978',
    ask: 'Je vous demande de me confirmer si des données me concernant sont ou ont été traitées par votre poste dans le cadre du dispositif Tocsin de {commune} (participation citoyenne), et, si oui, de me communiquer ces données, leur origine, leur durée de conservation et leurs destinataires.',
    end: 'Si vous deviez restreindre ce droit, je vous prie de m’en dire le motif et de me rappeler que je peux saisir la CNIL, qui l’exerce alors pour moi (article 108 de la même loi).',
  },
  erase: {
    to: 'post',
    subject: 'Demande de rectification ou d’effacement',
    law: 'article 106 de la loi n° 78-17 du 6 janvier 1978',
    ask: 'Je vous demande de rectifier, ou d’effacer si leur traitement n’est pas justifié, les données me concernant reçues par le dispositif Tocsin de {commune} (participation citoyenne), et de m’en donner confirmation.',
    end: 'À défaut, je vous prie de m’en dire le motif par écrit ; je pourrai alors saisir la CNIL (article 108 de la même loi).',
  },
  referent: {
    to: 'mairie',
    subject: 'Réclamation au sujet d’un référent du dispositif Tocsin',
    law: 'protocole de participation citoyenne signé par la commune, et charte de conduite des référents',
    ask: 'Je porte à votre connaissance les faits suivants, que je reproche à une personne se présentant ou agissant comme référent à {commune}. Je vous demande d’examiner si son mandat doit être suspendu ou retiré, ce que vous pouvez décider seul.',
    end: 'Un référent observe et signale des faits ; il ne patrouille pas, n’enquête pas et n’intervient pas. Je vous prie de m’indiquer la suite donnée.',
  },
  registration: {
    to: 'mairie',
    subject: 'Mes données au registre des référents',
    law: 'articles 15 à 18 du règlement (UE) 2016/679',
    ask: 'Je vous demande de me communiquer les données me concernant que la mairie de {commune} tient comme responsable du registre des référents (nom, téléphone, mandats), leur durée de conservation et leurs destinataires, et de rectifier ou d’effacer celles qui doivent l’être.',
    end: 'Je rappelle que la réponse est due dans le mois (article 12, paragraphe 3) et que je peux saisir la CNIL (article 77).',
  },
  notice: {
    to: 'post',
    subject: 'Réclamation au sujet d’un avis diffusé',
    law: 'articles 104 à 106 de la loi n° 78-17 du 6 janvier 1978',
    ask: 'Un avis a été diffusé par votre poste aux référents de {commune}. Je vous demande de le réexaminer et, s’il est inexact ou s’il permet de reconnaître une personne, de l’annuler.',
    end: 'Un avis ne désigne personne (règle R17 du dispositif) et peut être annulé par un seul agent de votre poste (R18).',
  },
  measure: {
    to: 'auditor',
    subject: 'Demande de réexamen du dispositif Tocsin',
    law: 'règle R32 du dispositif ; protocole de participation citoyenne',
    ask: 'Je vous demande d’ouvrir un réexamen sur les faits suivants, qui touchent l’application du protocole à {commune}.',
    end: 'Un réexamen ouvert appelle une réponse de la mairie ou du poste dans les 30 jours. Je vous prie de m’en faire connaître l’issue.',
  },
  discrimination: {
    to: 'defender',
    subject: 'Saisine : discrimination',
    law: 'article 4 de la loi organique n° 2011-333 du 29 mars 2011',
    ask: 'Je saisis le Défenseur des droits des faits suivants, survenus dans le cadre du dispositif Tocsin de {commune} (participation citoyenne), qui me paraissent relever d’une discrimination.',
    end: 'Le dispositif tient un journal vérifiable des alertes et des avis, sans leur contenu, que l’auditeur de la préfecture peut lire.',
  },
  silence: {
    to: 'cnil',
    subject: 'Plainte : absence de réponse à une demande d’exercice de droits',
    law: 'article 77 du règlement (UE) 2016/679 et article 108 de la loi n° 78-17 du 6 janvier 1978',
    ask: 'J’ai adressé une demande d’exercice de mes droits au sujet du dispositif Tocsin de {commune} (participation citoyenne). Je n’ai pas reçu de réponse dans le mois, ou j’ai reçu un refus. Je vous demande d’exercer ces droits, ou d’intervenir auprès du responsable.',
    end: 'Copie de ma demande et de la réponse éventuelle est jointe.',
  },
} as const;

export const addressees = {
  post: ['{post}', 'À l’attention du commandant', 'Téléphone : {telephone}', 'Commune concernée : {commune} ({insee})'],
  mairie: ['Mairie de {commune}', 'À l’attention du maire et du délégué à la protection des données', 'Commune {insee}'],
  auditor: ['Préfecture du département {department}', 'À l’attention de l’auditeur du dispositif Tocsin', 'Commune concernée : {commune} ({insee})'],
  defender: ['Défenseur des droits', 'Libre réponse 71120', '75342 Paris Cedex 07'],
  cnil: ['Commission nationale de l’informatique et des libertés', '3 place de Fontenoy, TSA 80715', '75334 Paris Cedex 07'],
} as const;

export const frame = {
  subject: 'Objet : {subject}',
  law: 'Fondement : {law}',
  hello: 'Madame, Monsieur,',
  facts: 'Les faits :',
  reply: 'Je vous prie de me répondre à l’adresse ci-dessus. Un justificatif d’identité pourra vous être fourni si vous avez un doute sérieux.',
  bye: 'Je vous prie d’agréer, Madame, Monsieur, mes salutations respectueuses.',
} as const;
