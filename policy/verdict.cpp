#include "policy/verdict.h"

#include <cstddef>

namespace tocsin::policy {
namespace {

constexpr DetailText details[] = {
    {Detail::charter_unsigned, "charter_unsigned",
     "La charte de la commune ne porte pas les trois signatures (préfecture, mairie, poste).",
     "The commune's charter does not carry the three signatures (prefecture, town hall, post)."},
    {Detail::charter_not_yet, "charter_not_yet", "La charte de la commune n’est pas encore en vigueur.",
     "The commune's charter is not in force yet."},
    {Detail::charter_ended, "charter_ended", "La charte de la commune est arrivée à son terme.",
     "The commune's charter has come to its end."},
    {Detail::node_suspended, "node_suspended", "Un signataire a suspendu le dispositif dans cette commune.",
     "A signatory has suspended the scheme in this commune."},
    {Detail::role_may_not, "role_may_not", "Cette action n’est pas donnée à ce rôle.",
     "This action is not given to this role."},
    {Detail::not_yet_in_force, "not_yet_in_force", "Le mandat ou l’habilitation n’est pas encore en vigueur.",
     "The mandate or commission is not in force yet."},
    {Detail::no_longer_in_force, "no_longer_in_force", "Le mandat ou l’habilitation est arrivé à son terme.",
     "The mandate or commission has come to its end."},
    {Detail::revoked, "revoked", "Le mandat ou l’habilitation a été retiré.",
     "The mandate or commission has been revoked."},
    {Detail::suspended, "suspended", "Le mandat ou l’habilitation est suspendu.",
     "The mandate or commission is suspended."},
    {Detail::longer_than_allowed, "longer_than_allowed", "La durée dépasse celle qui est permise.",
     "It runs longer than is allowed."},
    {Detail::untrained, "untrained", "Aucune formation n’est enregistrée.", "No training is recorded."},
    {Detail::training_too_old, "training_too_old", "La dernière formation est trop ancienne.",
     "The last training is too old."},
    {Detail::conduct_charter_unsigned, "conduct_charter_unsigned",
     "La charte de bonne conduite en vigueur n’est pas signée.",
     "The current conduct charter is not signed."},
    {Detail::other_commune, "other_commune", "L’alerte porte sur une autre commune que celle du mandat.",
     "The alert is about another commune than the mandate's."},
    {Detail::other_sector, "other_sector", "L’alerte porte sur un secteur hors du mandat.",
     "The alert is about a sector outside the mandate."},
    {Detail::category_off, "category_off", "La charte n’ouvre pas cette catégorie.",
     "The charter does not enable this category."},
    {Detail::category_needs_notice, "category_needs_notice",
     "Cette catégorie ne sert qu’à répondre à un avis du poste, et aucun n’est ouvert.",
     "This category only answers a notice of the post, and none is open."},
    {Detail::no_conduct, "no_conduct", "Aucun comportement observé n’est indiqué.",
     "No observed conduct is stated."},
    {Detail::unknown_alone, "unknown_alone", "« Inconnu dans le secteur » ne suffit jamais seul.",
     "\"Unknown in the area\" is never enough alone."},
    {Detail::conduct_of_other_category, "conduct_of_other_category",
     "Un comportement indiqué n’appartient pas à cette catégorie.",
     "A conduct stated does not belong to this category."},
    {Detail::persons_without_conduct, "persons_without_conduct",
     "Des personnes sont décrites sans comportement observé.",
     "Persons are described without any observed conduct."},
    {Detail::plate_in_other_category, "plate_in_other_category",
     "Une plaque n’est permise que pour VEH, INT, VOL et ESC.",
     "A plate is allowed only for VEH, INT, VOL and ESC."},
    {Detail::plate_shape, "plate_shape", "Ce n’est pas la forme d’une plaque.",
     "This is not the shape of a plate."},
    {Detail::call_17_first, "call_17_first", "Le danger est en cours et l’appel n’a pas été fait.",
     "The danger is in progress and the call has not been made."},
    {Detail::quota_of_day, "quota_of_day", "Le nombre d’alertes permis en 24 heures est atteint.",
     "The number of alerts allowed in 24 hours is reached."},
    {Detail::quota_of_30_days, "quota_of_30_days", "Le nombre d’alertes permis en 30 jours est atteint.",
     "The number of alerts allowed in 30 days is reached."},
    {Detail::hard_cap_of_day, "hard_cap_of_day",
     "Le plafond de 24 heures est atteint, même pour un danger en cours.",
     "The cap of 24 hours is reached, even for a danger in progress."},
    {Detail::hard_cap_of_30_days, "hard_cap_of_30_days",
     "Le plafond de 30 jours est atteint, même pour un danger en cours.",
     "The cap of 30 days is reached, even for a danger in progress."},
    {Detail::same_target_again, "same_target_again",
     "La même personne a déjà signalé plusieurs fois la même cible en 90 jours.",
     "The same person has already reported the same target several times in 90 days."},
    {Detail::second_officer_needed, "second_officer_needed", "Il manque la signature d’un second agent.",
     "A second officer's signature is missing."},
    {Detail::still_held, "still_held", "L’alerte est retenue et n’a pas été libérée.",
     "The alert is held and has not been released."},
    {Detail::not_held, "not_held", "L’alerte n’est pas retenue.", "The alert is not held."},
    {Detail::not_to_the_post, "not_to_the_post", "Le destinataire n’est pas le poste nommé par la charte.",
     "The recipient is not the post that the charter names."},
    {Detail::reason_missing, "reason_missing", "Le motif manque ou n’est pas dans la liste.",
     "The reason is missing or not in the list."},
    {Detail::not_at_this_post, "not_at_this_post", "L’alerte n’est pas adressée au poste de cet agent.",
     "The alert is not addressed to this officer's post."},
    {Detail::not_logged_first, "not_logged_first", "La consultation n’est pas inscrite au journal.",
     "The consultation is not in the log."},
    {Detail::period_not_closed, "period_not_closed", "Ce n’est pas une période civile entière et terminée.",
     "This is not a whole calendar period that has ended."},
    {Detail::not_nominated, "not_nominated", "La désignation par le maire manque.",
     "The mayor's nomination is missing."},
    {Detail::not_vetted, "not_vetted", "L’agrément du poste manque.", "The post's vetting is missing."},
    {Detail::keys_not_distinct, "keys_not_distinct", "Une même clé a signé deux fois.",
     "One key has signed twice."},
    {Detail::conflict_of_interest, "conflict_of_interest",
     "Un agent, un élu ou un candidat ne peut pas être référent.",
     "An officer, an elected official or a candidate cannot be a referent."},
    {Detail::outlives_charter, "outlives_charter", "Le mandat dépasse le terme de la charte.",
     "The mandate runs past the charter's end."},
    {Detail::statement_not_out, "statement_not_out",
     "Le mandat n’est pas encore inscrit au journal de la commune.",
     "The mandate is not yet in the commune's log."},
    {Detail::not_this_side, "not_this_side", "Le signataire n’est ni de la mairie ni du poste de ce mandat.",
     "The signer is neither of this mandate's town hall nor of its post."},
    {Detail::suspension_too_long, "suspension_too_long", "La suspension est sans durée ou dépasse 72 heures.",
     "The suspension has no length or exceeds 72 hours."},
    {Detail::lifted_by_other_side, "lifted_by_other_side",
     "Seul le côté qui a suspendu peut lever la suspension.",
     "Only the side that suspended may lift the suspension."},
    {Detail::not_a_signatory, "not_a_signatory", "Le signataire n’est pas l’un des trois de la charte.",
     "The signer is not one of the charter's three."},
    {Detail::signature_missing, "signature_missing", "Il manque une des trois signatures.",
     "One of the three signatures is missing."},
    {Detail::exercise_only, "exercise_only", "La commune est en exercice : les vraies alertes vont au 17.",
     "The commune is in exercise: real alerts go to 17."},
    {Detail::no_exercise_window, "no_exercise_window", "Le poste n’a pas ouvert de créneau d’exercice.",
     "The post has not opened an exercise window."},
    {Detail::not_own_alert, "not_own_alert", "Cette alerte est d’une autre personne.",
     "This alert is another person's."},
    {Detail::already_over, "already_over", "Cette alerte est déjà terminée.", "This alert is already over."},
    {Detail::not_opened, "not_opened", "L’alerte n’a pas été ouverte.", "The alert has not been opened."},
    {Detail::already_taken, "already_taken", "L’alerte est déjà prise en compte.",
     "The alert is already taken."},
    {Detail::not_taken, "not_taken", "L’alerte n’a pas été prise en compte.",
     "The alert has not been taken."},
    {Detail::already_closed, "already_closed", "L’alerte est close.", "The alert is closed."},
    {Detail::not_closed, "not_closed", "L’alerte n’est pas close.", "The alert is not closed."},
    {Detail::code_missing, "code_missing", "Le code de clôture manque ou n’est pas dans la liste.",
     "The closing code is missing or not in the list."},
    {Detail::false_mandate, "false_mandate", "Le contenu nomme un autre mandat que l’en-tête.",
     "The content names another mandate than the header."},
    {Detail::false_sector, "false_sector", "Le contenu nomme un autre secteur que l’en-tête.",
     "The content names another sector than the header."},
    {Detail::false_category, "false_category", "Le contenu nomme une autre catégorie que l’en-tête.",
     "The content names another category than the header."},
    {Detail::false_tag, "false_tag", "L’étiquette de cible ne correspond pas au contenu.",
     "The target tag does not match the content."},
    {Detail::desk_quota, "desk_quota", "Le nombre de saisies permis à la mairie en 24 heures est atteint.",
     "The number of entries allowed at the town hall in 24 hours is reached."},
    {Detail::not_this_office, "not_this_office",
     "Cet avis n’est pas de ceux que ce signataire peut écrire ou annuler.",
     "This notice is not one that this signer may write or cancel."},
    {Detail::names_a_person, "names_a_person", "L’avis désigne une personne.", "The notice names a person."},
    {Detail::sectors_missing, "sectors_missing",
     "L’avis ne nomme aucun secteur, ou un secteur que la charte ne connaît pas.",
     "The notice names no sector, or one that the charter does not know."},
    {Detail::notice_without_end, "notice_without_end", "L’avis n’a pas de fin, ou elle est déjà passée.",
     "The notice has no end, or its end has passed."},
    {Detail::notice_too_long, "notice_too_long", "L’avis dure plus longtemps que permis.",
     "The notice lasts longer than is allowed."},
    {Detail::notices_of_week, "notices_of_week",
     "Le nombre d’avis permis en sept jours dans un de ces secteurs est atteint.",
     "The number of notices allowed in seven days in one of these sectors is reached."},
    {Detail::election_period, "election_period", "Une période électorale est en cours.",
     "An election period is running."},
    {Detail::several_sectors, "several_sectors",
     "Le même référent a envoyé des alertes de plusieurs secteurs en 12 heures.",
     "The same referent has sent alerts from several sectors in 12 hours."},
    {Detail::several_referents, "several_referents",
     "Plusieurs référents ont signalé la même cible en 24 heures.",
     "Several referents have reported the same target in 24 hours."},
    {Detail::cooling_down, "cooling_down",
     "Deux alertes en 7 jours ont été closes comme abusives ou discriminatoires : la pause n’est pas finie.",
     "Two alerts in 7 days were closed as abusive or discriminatory: the pause is not over."},
    {Detail::under_review, "under_review",
     "Trois alertes en 30 jours ont été closes comme abusives ou discriminatoires : le mandat est suspendu "
     "jusqu’à la réponse à l’examen.",
     "Three alerts in 30 days were closed as abusive or discriminatory: the mandate is suspended until the "
     "review is answered."},
    {Detail::nothing_to_contest, "nothing_to_contest", "Aucune pause ni suspension n’est en cours.",
     "No pause and no suspension is running."},
    {Detail::contested_already, "contested_already", "Un examen est déjà demandé et attend sa réponse.",
     "A review has been asked for already and waits for its answer."},
    {Detail::not_asked, "not_asked", "Cet examen n’interroge pas ce service.",
     "This review does not ask this office."},
    {Detail::about_oneself, "about_oneself", "Nul ne répond à un examen qui le vise.",
     "Nobody answers a review about himself."},
    {Detail::answered_already, "answered_already", "Cet examen a déjà sa réponse.",
     "This review has its answer already."},
    {Detail::answer_unfit, "answer_unfit", "Cette réponse ne convient pas à ce que vise l’examen.",
     "This answer does not fit what the review is about."},
    {Detail::many_openings, "many_openings", "Un même agent a ouvert plus de 10 contenus en 10 minutes.",
     "One officer has opened more than 10 contents in 10 minutes."},
    {Detail::loosening_waits, "loosening_waits",
     "Le texte assouplit au moins une limite : il est public dès maintenant et prendra effet après le délai.",
     "The text loosens at least one limit: it is public from now on and takes effect after the wait."},
    {Detail::loosens_alone, "loosens_alone", "Une limite demandée est plus souple que celle en vigueur.",
     "A limit asked for is looser than the one in force."},
    {Detail::overlay_over, "overlay_over", "Ce resserrement est retiré ou arrivé à son terme.",
     "This tightening has been withdrawn or has come to its end."},
    {Detail::dated_ahead, "dated_ahead", "Le texte est daté dans l’avenir.",
     "The text is dated in the future."},
    {Detail::not_its_issuer, "not_its_issuer", "Ce resserrement n’est pas signé par cette autorité.",
     "This tightening is not signed by this office."},
    {Detail::withdrawal_too_late, "withdrawal_too_late",
     "Un resserrement ne se retire que dans l’heure ; il prend fin après 90 jours si l’autre autorité ne s’y "
     "joint pas.",
     "A tightening is withdrawn within the hour only; it lapses after 90 days unless the other office "
     "joins."},
    {Detail::renewal_too_early, "renewal_too_early",
     "La charte se renouvelle dans les 180 jours qui précèdent son terme.",
     "The charter is renewed in the 180 days before its end."},
    {Detail::not_a_lost_device, "not_a_lost_device",
     "Un agent seul ne suspend un mandat que pour un appareil perdu ou une clé compromise.",
     "An officer alone suspends a mandate only for a lost device or a compromised key."},
    {Detail::not_the_deputy, "not_the_deputy", "La personne désignée ne peut pas suppléer ce référent.",
     "The person named cannot stand in for this referent."},
    {Detail::deputising_too_long, "deputising_too_long",
     "La suppléance est sans durée, passée, ou dépasse 60 jours.",
     "The deputising has no length, is over, or exceeds 60 days."},
    {Detail::deputising_outside_mandate, "deputising_outside_mandate",
     "La suppléance sort des dates de l’un des deux mandats.",
     "The deputising runs outside the dates of one of the two mandates."},
    {Detail::desk_never_confirmed, "desk_never_confirmed",
     "Des saisies de ce guichet n’ont jamais été confirmées : elles sont déduites de son quota pendant 30 "
     "jours.",
     "Entries of this desk were never confirmed: they are taken from its quota for 30 days."},
    {Detail::desk_unconfirmed, "desk_unconfirmed",
     "Alerte saisie à la mairie, non confirmée : appelez le référent.",
     "Alert entered at the town hall, unconfirmed: call the referent."},
    {Detail::not_a_desk_entry, "not_a_desk_entry", "Cette alerte n’a pas été saisie à la mairie.",
     "This alert was not entered at the town hall."},
    {Detail::already_confirmed, "already_confirmed", "Cette saisie est déjà confirmée.",
     "This entry is confirmed already."},
    {Detail::window_too_long, "window_too_long",
     "Un créneau d’exercice s’ouvre maintenant, et pour quatre heures au plus.",
     "An exercise window opens now, and for four hours at most."},
    {Detail::window_only_shorter, "window_only_shorter", "Un créneau ouvert ne peut être que raccourci.",
     "A window that is open can only be made shorter."},
    {Detail::recipient_not_named, "recipient_not_named",
     "Le destinataire n’est ni une procédure numérotée ni le poste de supervision.",
     "The recipient is neither a numbered procedure nor the supervising post."},
    {Detail::not_a_group, "not_a_group", "On rapproche de deux à seize alertes différentes.",
     "Two to sixteen different alerts are put together."},
    {Detail::with_other_post, "with_other_post", "L’autre poste l’a prise en charge : voyez avec lui.",
     "The other post has it in hand: settle it with them."},
    {Detail::not_heard, "not_heard",
     "La mairie et le poste sont sans nouvelles l’un de l’autre depuis trop longtemps : un retrait pourrait "
     "manquer. Appelez le 17 ; que l’exploitant rétablisse la liaison.",
     "Town hall and post have not heard from each other for too long: a revocation could be missing. Call "
     "17; the operator should mend the line."},
    {Detail::charter_forked, "charter_forked",
     "Deux chartes différentes de cette commune portent le même numéro : aucune ne vaut. La préfecture, la "
     "mairie et le poste signent la suivante.",
     "Two different charters of this commune bear the same number: neither holds. Prefecture, town hall and "
     "post sign the next one."},
    {Detail::exercise_beside_real, "exercise_beside_real",
     "Une alerte d’exercice ne se rapproche pas d’une vraie.",
     "An exercise is not put together with a real alert."},
    {Detail::border_not_agreed, "border_not_agreed",
     "Ce secteur touche une autre commune, et les deux chartes n’ouvrent pas cette limite : appelez le 17.",
     "This sector borders on another commune, and the two charters do not both open that border: call 17."},
};
static_assert(sizeof details / sizeof *details == detail_count);
constexpr bool in_order() {
  for (std::size_t i = 0; i < detail_count; ++i)
    if (details[i].detail != static_cast<Detail>(i + 1)) return false;
  return true;
}
static_assert(in_order());

constexpr int severity(Outcome outcome) {
  switch (outcome) {
    case Outcome::allow: return 0;
    case Outcome::flag: return 1;
    case Outcome::hold: return 2;
    case Outcome::refuse: return 3;
    case Outcome::violation: return 4;
  }
  return 4;
}

}  // namespace

Verdict both(const Verdict& first, const Verdict& second) {
  Verdict worse = severity(second.outcome) > severity(first.outcome) ? second : first;
  if (worse.permitted()) worse.flags = first.flags | second.flags;
  return worse;
}

std::string_view slug(Detail detail) {
  auto i = static_cast<std::size_t>(detail);
  return i == 0 || i > detail_count ? std::string_view{} : details[i - 1].slug;
}
Words words(Detail detail) {
  auto i = static_cast<std::size_t>(detail);
  return i == 0 || i > detail_count ? Words{} : Words{details[i - 1].fr, details[i - 1].en};
}

std::string_view slug(Outcome outcome) {
  switch (outcome) {
    case Outcome::allow: return "allow";
    case Outcome::refuse: return "refuse";
    case Outcome::hold: return "hold";
    case Outcome::flag: return "flag";
    case Outcome::violation: return "violation";
  }
  return {};
}

}  // namespace tocsin::policy
