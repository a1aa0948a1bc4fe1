#include "policy/rules.h"

#include <cstddef>

namespace tocsin::policy {
namespace {

using where::node;
using where::phone;
using where::post;

constexpr RuleText table[] = {
    {Rule::R1, node | post,
     "La charte de la commune n’est pas en vigueur, ou la mairie et le poste ne s’entendent plus : aucune "
     "alerte ne peut partir. En cas de danger ou d’infraction, appelez le 17. Vous pouvez toujours lire "
     "l’état "
     "de vos alertes.",
     "The commune's charter is not in force, or town hall and post no longer hear each other: no alert can "
     "be "
     "sent. In danger or for an offence, call 17. You can still read the state of your alerts.",
     "Circulaire du 30 avril 2019 : protocole signé pour trois ans entre l’État, la mairie et la force de "
     "sécurité"},
    {Rule::R2, node | post,
     "Votre rôle ne permet pas cette action, ou l’état de l’alerte ne la permet pas. Adressez-vous à la "
     "mairie ou au "
     "poste ; en cas d’urgence, appelez le 17.",
     "Your role does not allow this action, or the state of the alert does not. Ask the town hall or the "
     "post; in "
     "an emergency, call 17.",
     "Circulaire du 30 avril 2019 : rôle de chaque acteur ; ce qui n’est pas donné est refusé"},
    {Rule::R3, node | post,
     "Votre mandat ou votre habilitation n’est pas en vigueur (date, retrait ou suspension). Demandez à la "
     "mairie "
     "ou au poste où il en est ; en attendant, appelez le 17.",
     "Your mandate or commission is not in force (dates, revocation or suspension). Ask the town hall or the "
     "post "
     "how it stands; meanwhile, call 17.",
     "Circulaire du 30 avril 2019 : référents choisis par le maire avec la force de sécurité ; un an, règle "
     "de Tocsin"},
    {Rule::R4, node,
     "Il faut une formation de moins de deux ans et la charte de bonne conduite signée. Demandez une date au "
     "poste ; "
     "en attendant, appelez le 17.",
     "A training less than two years old and the signed conduct charter are needed. Ask the post for a date; "
     "meanwhile, call 17.",
     "Circulaire du 30 avril 2019 : référents sensibilisés par la force de sécurité"},
    {Rule::R5, node | post,
     "Ce lieu est hors de votre secteur. Vous n’avez pas à y veiller : si quelque chose s’y passe, appelez "
     "le 17.",
     "This place is outside your sector. It is not yours to watch: if something happens there, call 17.",
     "Observer son environnement, ne pas patrouiller (communes participantes) ; secteurs fixés par la "
     "charte"},
    {Rule::R6, node | post,
     "La charte de la commune n’ouvre pas cette catégorie. Pour une incivilité ou un dépôt, prévenez la "
     "mairie ; "
     "pour une personne disparue, appelez le 17.",
     "The commune's charter does not enable this category. For incivility or dumping, tell the town hall; "
     "for a "
     "missing person, call 17.",
     "CNIL, 15 mars 2018 (REPORTY, Nice) : champ d’incidents trop large, proportionnalité non garantie"},
    {Rule::R7, phone | post,
     "Décrivez d’abord ce qui a été fait. « Inconnu dans le secteur » ne suffit pas, et une personne ne se "
     "décrit "
     "qu’après un comportement observé.",
     "First describe what was done. \"Unknown in the area\" is not enough, and a person is described only "
     "after an "
     "observed conduct.",
     "Des faits, pas des personnes ; demander le comportement d’abord réduit le profilage (chiffre de "
     "Nextdoor : 75 %)"},
    {Rule::R8, phone | post,
     "Une plaque ne se donne que pour un véhicule suspect, une intrusion, un vol ou une escroquerie, et sous "
     "la "
     "forme d’une vraie plaque.",
     "A plate is given only for a suspect vehicle, an intrusion, a theft or a scam, and in the shape of a "
     "real "
     "plate.",
     "Minimisation : ni texte libre ni donnée de tiers hors du besoin (CNIL, REPORTY, 2018)"},
    {Rule::R9, phone | node,
     "Le danger est en cours : appelez d’abord le 17 (112, ou 114 par SMS), puis dites que vous l’avez fait "
     "et "
     "envoyez l’alerte.",
     "The danger is in progress: first call 17 (112, or 114 by text message), then say that you did and send "
     "the "
     "alert.",
     "Les flagrants délits vont au 17 (protocole de participation citoyenne)"},
    {Rule::R10, node,
     "Vous avez atteint le nombre d’alertes permis. Si c’est urgent, appelez le 17 ; sinon attendez qu’une "
     "alerte "
     "sorte de la période.",
     "You have reached the number of alerts allowed. If it is urgent, call 17; otherwise wait until an alert "
     "leaves "
     "the period.",
     "Moins de 0,5 % des membres font près de 60 % des contenus retirés (Nextdoor) : la limite est par "
     "personne"},
    {Rule::R11, node | post,
     "Vous avez déjà signalé plusieurs fois la même cible : l’alerte est remise au poste, à part, jusqu’à la "
     "décision "
     "de deux agents ou du commandant. En cas de danger, appelez le 17.",
     "You have reported the same target several times: the alert is given to the post, apart, until two "
     "officers "
     "or the commander decide. In danger, call 17.",
     "Veiller n’est pas s’acharner : ni guet ni surveillance d’une personne (circulaire du 30 avril 2019)"},
    {Rule::R12, node,
     "Des alertes de plusieurs secteurs en peu d’heures : le poste les verra marquées. Un référent ne "
     "patrouille pas.",
     "Alerts from several sectors within a few hours: the post will see them marked. A referent does not "
     "patrol.",
     "Circulaire du 30 avril 2019 : pas de mission de surveillance de l’espace public"},
    {Rule::R13, post,
     "Plusieurs référents signalent la même cible en peu de temps : le poste le voit et l’auditeur le "
     "compte.",
     "Several referents report one target within a short time: the post sees it and the auditor counts it.",
     "Citizen (2021) : 848 816 personnes lancées contre un innocent"},
    {Rule::R14, node | post,
     "Des alertes ont été closes comme abusives ou discriminatoires : une pause s’impose, puis un examen. "
     "Vous pouvez "
     "demander l’examen ; en cas de danger, appelez le 17.",
     "Alerts were closed as abusive or discriminatory: a pause follows, then a review. You may ask for the "
     "review; "
     "in danger, call 17.",
     "Moins de 0,5 % des membres font près de 60 % des contenus retirés (Nextdoor)"},
    {Rule::R15, where::all,
     "Une alerte ne va qu’au poste nommé par la charte. Il n’y a pas de message d’un référent à un autre ; "
     "pour "
     "parler à quelqu’un, appelez le 17 ou le poste.",
     "An alert goes only to the post that the charter names. There is no message from one referent to "
     "another; to "
     "speak to somebody, call 17 or the post.",
     "Ni milice ni groupe de discussion : la force de sécurité est le seul interlocuteur"},
    {Rule::R16, node | post,
     "Seul le poste écrit des avis ; la mairie annonce des réunions et des risques, sans personne. Demandez "
     "au poste "
     "de l’écrire.",
     "Only the post writes notices; the town hall announces meetings and risks, without persons. Ask the "
     "post to "
     "write it.",
     "Circulaire du 30 avril 2019 : rôle de chaque acteur"},
    {Rule::R17, node | post,
     "Un avis ou un appel à témoins porte les signatures de deux agents, des secteurs, une fin (72 heures au "
     "plus, "
     "12 pour un appel à témoins) et aucune personne ; deux par semaine et par secteur. Demandez la seconde "
     "signature, ou réduisez.",
     "A notice or a call for witnesses carries two officers' signatures, sectors, an end (72 hours at most, "
     "12 for a "
     "call for witnesses) and no person; two a week and sector. Ask for the second signature, or ask for "
     "less.",
     "Hawaï 2018 : une alerte fausse, un seul opérateur ; Citizen (2021)"},
    {Rule::R18, node | post,
     "Tout agent du poste peut annuler un avis de son poste ; l’annulation passe avant tout. Un avis d’un "
     "autre "
     "service : appelez ce service.",
     "Any officer can cancel a notice of his post; the cancel goes first. For a notice of another office, "
     "call that "
     "office.",
     "Hawaï 2018 : 38 minutes pour démentir"},
    {Rule::R19, post,
     "Un contenu ne s’ouvre qu’au poste destinataire, par un agent habilité, avec un motif, et la "
     "consultation est "
     "inscrite au journal avant l’affichage. Choisissez un motif.",
     "A content is opened only at the addressed post, by a commissioned officer, with a reason, and the "
     "consultation "
     "is logged before it is shown. Choose a reason.",
     "Directive (UE) 2016/680, article 25 (journalisation)"},
    {Rule::R20, node,
     "La mairie voit des nombres, pour des trimestres terminés ; au-dessous de cinq, « <5 ». Demandez une "
     "période "
     "terminée.",
     "The town hall sees counts, for quarters that have ended; below five, \"<5\". Ask for a period that has "
     "ended.",
     "La mairie héberge, la police lit ; un petit nombre désigne quelqu’un"},
    {Rule::R21, node | post,
     "Un mandat demande la désignation par le maire et l’agrément du poste, par deux clés différentes, pour "
     "une "
     "personne qui n’est ni agent, ni élue, ni candidate. Demandez à la mairie ce qui manque.",
     "A mandate needs the mayor's nomination and the post's vetting, by two different keys, for a person who "
     "is "
     "neither officer, nor elected, nor candidate. Ask the town hall what is missing.",
     "Circulaire du 30 avril 2019 : référents choisis par le maire avec la force de sécurité"},
    {Rule::R22, node | post,
     "La mairie ou le poste du mandat retire ou suspend seul, avec un motif de la liste ; seul celui qui a "
     "suspendu "
     "lève la suspension.",
     "The mandate's town hall or post revokes or suspends alone, with a listed reason; only the one that "
     "suspended "
     "lifts the suspension.",
     "Deux pour donner, un pour reprendre"},
    {Rule::R23, node | post,
     "Un seul signataire suffit pour suspendre le dispositif, avec un motif ; il en faut trois, sur le même "
     "texte, "
     "pour le reprendre.",
     "One signatory is enough to suspend the scheme, with a reason; it takes all three, over the same text, "
     "to resume "
     "it.",
     "Circulaire du 30 avril 2019 : protocole signé par l’État, la mairie et la force de sécurité"},
    {Rule::R24, node | post,
     "Assouplir une limite demande trois signatures (préfecture, mairie, poste) et sept jours, en public. "
     "Seul, vous "
     "pouvez la resserrer : `tocsin mairie limits tighten` ou `tocsin post limits tighten`.",
     "Loosening a limit takes three signatures (prefecture, town hall, post) and seven days, in public. "
     "Alone, you "
     "can tighten it: `tocsin mairie limits tighten` or `tocsin post limits tighten`.",
     "Ce qui ne doit pas arriver ne doit pas pouvoir s’écrire ; changements publics et différés"},
    {Rule::R25, node,
     "En période électorale, pas de nouvelle désignation, et pas d’annonce de la mairie hors risques. "
     "Attendez la fin "
     "de la période ; les référents en place continuent.",
     "In an election period there is no new nomination, and no announcement by the town hall but risks. Wait "
     "for its "
     "end; the referents in office go on.",
     "Règle de Tocsin : le dispositif ne sert aucune campagne"},
    {Rule::R26, node | post,
     "L’alerte est effacée à la date affichée : 24 heures si elle est refusée, retirée, périmée ou "
     "mensongère, 30 jours "
     "sans suite, 3 mois après le dernier changement, un an au plus.",
     "The alert is erased on the date shown: 24 hours if refused, withdrawn, expired or lying, 30 days if "
     "not taken "
     "up, 3 months after the last change, one year at most.",
     "Durées par analogie avec les fichiers existants"},
    {Rule::R27, where::all,
     "Exercice et réalité ne se mêlent jamais. Si c’est réel, appelez le 17 et envoyez une nouvelle alerte ; "
     "si c’est "
     "un exercice, attendez que le poste ouvre un créneau.",
     "Exercise and reality never mix. If it is real, call 17 and send a new alert; if it is an exercise, "
     "wait until "
     "the post opens a window.",
     "AlertCops : 8 000 des 10 000 premières alertes étaient des essais ; Hawaï 2018"},
    {Rule::R28, phone | node,
     "Vous ne pouvez retirer que votre propre alerte, tant qu’elle n’est pas terminée. Une fois partie au "
     "poste, le "
     "retrait est une marque que le poste voit.",
     "You can withdraw only your own alert, while it is not over. Once it has gone to the post, the "
     "withdrawal is a "
     "mark that the post sees.",
     "Hawaï 2018 : pouvoir se reprendre avant l’envoi"},
    {Rule::R29, post,
     "Une alerte retenue que personne n’a vue en 24 heures passe, retenue, au poste de supervision : "
     "ouvrez-la "
     "avant.",
     "A held alert unseen for 24 hours passes, still held, to the supervising post: open it before.",
     "Une alerte que personne ne lit est pire que pas d’alerte"},
    {Rule::R30, post,
     "Transmettre un contenu est une communication inscrite au journal, avec motif et destinataire : une "
     "procédure par son numéro, ou le poste de supervision. Choisissez-les.",
     "Passing content on is a logged disclosure, with reason and recipient: a procedure by its number, or "
     "the "
     "supervising post. Choose them.",
     "Directive (UE) 2016/680, article 25 (journalisation)"},
    {Rule::R31, post,
     "Les alertes closes ne se recherchent pas ; rapprocher des alertes ouvertes s’inscrit au journal, avec "
     "un motif. Rouvrez l’alerte s’il le faut.",
     "Closed alerts cannot be searched; grouping open ones is logged, with a reason. Reopen the alert if it "
     "must be.",
     "Directive (UE) 2016/680, article 25 (journalisation)"},
    {Rule::R32, node | post,
     "L’auditeur lit le journal, les règles et les nombres, jamais un contenu ; on lui répond.",
     "The auditor reads log, rules and counts, never content; he is owed an answer.",
     "La mairie héberge, la police lit, le citoyen peut vérifier"},
    {Rule::R33, phone | node,
     "Votre alerte n’est pas arrivée au poste : appelez le 17. Elle reste en attente et l’écran changera si "
     "elle "
     "arrive.",
     "Your alert has not arrived at the post: call 17. It stays waiting and the screen will change if it "
     "arrives.",
     "Une alerte que personne ne lit est pire que pas d’alerte : le référent voit toujours l’état vrai"},
    {Rule::R34, node | post,
     "Poste fermé ou muet : l’alerte passe au poste de supervision. Le premier des deux qui la prend la "
     "traite.",
     "Post closed or silent: the alert passes to the supervising post. The first of the two to take it deals "
     "with it.",
     "Une alerte que personne ne lit est pire que pas d’alerte"},
    {Rule::R35, node | post,
     "La mairie ne peut pas saisir cette alerte, ou la confirmer n’a pas de sens : que le référent appelle "
     "le "
     "17 ou le poste.",
     "The town hall cannot enter this alert, or there is nothing to confirm: the referent should call 17 or "
     "the post.",
     "Un tiers des plus de 60 ans se sert mal d’un téléphone : le guichet aide, marqué et limité"},
    {Rule::R36, post, "Trop d’ouvertures en peu de temps par un même agent : l’auditeur le voit.",
     "Too many openings in a short time by one officer: the auditor sees it.",
     "Directive (UE) 2016/680, article 25 (journalisation)"},
};
static_assert(sizeof table / sizeof *table == rule_count);
constexpr bool in_order() {
  for (std::size_t i = 0; i < rule_count; ++i)
    if (table[i].rule != static_cast<Rule>(i + 1)) return false;
  return true;
}
static_assert(in_order());

constexpr std::string_view names[] = {"",    "R1",  "R2",  "R3",  "R4",  "R5",  "R6",  "R7",  "R8",  "R9",
                                      "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19",
                                      "R20", "R21", "R22", "R23", "R24", "R25", "R26", "R27", "R28", "R29",
                                      "R30", "R31", "R32", "R33", "R34", "R35", "R36"};
static_assert(sizeof names / sizeof *names == rule_count + 1);

}  // namespace

std::span<const RuleText> rules() {
  return table;
}

const RuleText* find(Rule rule) {
  auto i = static_cast<std::size_t>(rule);
  return i == 0 || i > rule_count ? nullptr : &table[i - 1];
}
std::string_view name(Rule rule) {
  auto i = static_cast<std::size_t>(rule);
  return i > rule_count ? std::string_view{} : names[i];
}

}  // namespace tocsin::policy
