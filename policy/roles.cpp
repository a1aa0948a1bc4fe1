#include "policy/roles.h"

#include <array>
#include <cstddef>

namespace tocsin::policy {
namespace {

using Row = std::array<Reach, role_count + 1>;     // by Role; index 0 unused
using Matrix = std::array<Row, action_count + 1>;  // by Action; index 0 unused

// The one place where anything is permitted. What is not granted here is refused.
constexpr Matrix matrix = [] {
  Matrix m{};
  auto grant = [&m](Action action, Role role, Reach reach) {
    m[static_cast<std::size_t>(action)][static_cast<std::size_t>(role)] = reach;
  };
  grant(Action::send_alert, Role::referent, Reach::yes);
  grant(Action::desk_entry, Role::desk, Reach::own_commune);
  grant(Action::withdraw_own, Role::referent, Reach::own);
  grant(Action::read_own, Role::referent, Reach::own);
  grant(Action::read_own, Role::desk, Reach::own);
  grant(Action::confirm_entry, Role::referent, Reach::own);
  for (auto action : {Action::open_content, Action::take, Action::close, Action::call_back, Action::reopen,
                      Action::hand_over, Action::group, Action::confirm_entry}) {
    grant(action, Role::officer, Reach::addressed_post);
    grant(action, Role::commander, Reach::addressed_post);
  }
  grant(Action::read_inbox, Role::officer, Reach::own_post);
  grant(Action::read_inbox, Role::commander, Reach::own_post);
  for (auto action : {Action::release_held, Action::co_sign_notice}) {
    grant(action, Role::officer, Reach::second_officer);
    grant(action, Role::commander, Reach::yes);
  }
  grant(Action::invite, Role::clerk, Reach::own_commune);
  grant(Action::invite, Role::mayor, Reach::own_commune);
  grant(Action::enrol, Role::citizen, Reach::with_card);
  grant(Action::nominate, Role::mayor, Reach::own_commune);
  grant(Action::vet, Role::commander, Reach::own_post);
  for (auto action : {Action::revoke_mandate, Action::suspend_mandate, Action::suspend_mandate_72h,
                      Action::lift_suspension, Action::commission_device, Action::tighten_limit}) {
    grant(action, Role::commander, Reach::own_post);
    grant(action, Role::mayor, Reach::own_commune);
  }
  grant(Action::suspend_mandate_72h, Role::officer, Reach::own_post);
  for (auto role : {Role::commander, Role::mayor, Role::prefect}) {
    grant(Action::suspend_node, role, Reach::yes);
    grant(Action::resume_node, role, Reach::one_of_three);
    grant(Action::publish_document, role, Reach::yes);
  }
  for (auto role : {Role::clerk, Role::officer}) grant(Action::publish_document, role, Reach::yes);
  grant(Action::open_exercise_window, Role::commander, Reach::own_post);
  grant(Action::read_roster, Role::officer, Reach::own_post);
  grant(Action::read_roster, Role::commander, Reach::own_post);
  grant(Action::read_roster, Role::clerk, Reach::own_commune);
  grant(Action::read_roster, Role::desk, Reach::own_commune);
  grant(Action::read_roster, Role::mayor, Reach::own_commune);
  grant(Action::read_counts, Role::officer, Reach::own_post);
  grant(Action::read_counts, Role::commander, Reach::own_post);
  grant(Action::read_counts, Role::clerk, Reach::own_commune);
  grant(Action::read_counts, Role::mayor, Reach::own_commune);
  grant(Action::read_counts, Role::prefect, Reach::yes);
  grant(Action::read_counts, Role::auditor, Reach::yes);
  grant(Action::read_counts, Role::citizen, Reach::public_page);
  grant(Action::read_log, Role::commander, Reach::own_post);
  grant(Action::read_log, Role::mayor, Reach::own_commune);
  grant(Action::read_log, Role::prefect, Reach::yes);
  grant(Action::read_log, Role::auditor, Reach::yes);
  grant(Action::read_log, Role::citizen, Reach::checkpoints);
  grant(Action::open_review, Role::auditor, Reach::yes);
  grant(Action::open_review, Role::citizen, Reach::complaint);
  for (auto role : {Role::officer, Role::commander}) {
    grant(Action::write_notice, role, Reach::own_post);
    grant(Action::cancel_notice, role, Reach::own_post);
    grant(Action::read_notices, role, Reach::own_post);
  }
  for (auto role : {Role::clerk, Role::mayor}) {
    grant(Action::cancel_notice, role, Reach::own_commune);
    grant(Action::announce, role, Reach::own_commune);
    grant(Action::read_notices, role, Reach::own_commune);
  }
  grant(Action::read_notices, Role::referent, Reach::own_sectors);
  for (auto role : {Role::officer, Role::commander}) {
    grant(Action::be_in_service, role, Reach::own_post);
    grant(Action::read_presence, role, Reach::own_post);
  }
  for (auto role : {Role::desk, Role::clerk, Role::mayor})
    grant(Action::read_presence, role, Reach::own_commune);
  grant(Action::read_presence, Role::referent, Reach::yes);
  grant(Action::contest, Role::referent, Reach::own);
  grant(Action::speak_for_oneself, Role::referent, Reach::own);
  grant(Action::answer_review, Role::commander, Reach::own_post);
  grant(Action::answer_review, Role::mayor, Reach::own_commune);
  grant(Action::read_reviews, Role::referent, Reach::own);
  grant(Action::read_reviews, Role::commander, Reach::own_post);
  grant(Action::read_reviews, Role::mayor, Reach::own_commune);
  grant(Action::read_reviews, Role::prefect, Reach::yes);
  grant(Action::read_reviews, Role::auditor, Reach::yes);
  return m;
}();

constexpr ActionText texts[] = {
    {Action::send_alert, "send_alert", "envoyer une alerte", "send an alert"},
    {Action::desk_entry, "desk_entry", "saisir l’alerte d’un référent au téléphone",
     "enter the alert of a referent on the telephone"},
    {Action::withdraw_own, "withdraw_own", "retirer sa propre alerte", "withdraw one's own alert"},
    {Action::read_own, "read_own", "voir ses alertes, leurs états, leurs dates d’effacement",
     "see one's own alerts, states, erasure dates"},
    {Action::read_inbox, "read_inbox", "voir la liste du poste, sans contenu",
     "see the post's list, no content"},
    {Action::open_content, "open_content", "ouvrir un contenu, avec un motif",
     "open a content, with a reason"},
    {Action::take, "take", "prendre en compte", "take"},
    {Action::close, "close", "clore", "close"},
    {Action::call_back, "call_back", "demander au référent de rappeler", "ask the referent for a call-back"},
    {Action::reopen, "reopen", "rouvrir", "reopen"},
    {Action::hand_over, "hand_over", "transmettre", "hand over"},
    {Action::release_held, "release_held", "libérer une alerte retenue", "release a held alert"},
    {Action::co_sign_notice, "co_sign_notice", "cosigner un avis", "co-sign a notice"},
    {Action::invite, "invite", "imprimer une invitation", "print an invitation"},
    {Action::enrol, "enrol", "demander un mandat avec une invitation",
     "ask for a mandate with an invitation"},
    {Action::nominate, "nominate", "désigner un référent", "nominate a referent"},
    {Action::vet, "vet", "agréer un référent", "vet a referent"},
    {Action::revoke_mandate, "revoke_mandate", "retirer un mandat", "revoke a mandate"},
    {Action::suspend_mandate, "suspend_mandate", "suspendre un mandat", "suspend a mandate"},
    {Action::suspend_mandate_72h, "suspend_mandate_72h", "suspendre un mandat 72 h (téléphone perdu)",
     "suspend a mandate for 72 h (lost device)"},
    {Action::lift_suspension, "lift_suspension", "lever une suspension de son côté",
     "lift a suspension of one's own side"},
    {Action::commission_device, "commission_device", "habiliter un appareil", "commission a device"},
    {Action::suspend_node, "suspend_node", "suspendre le dispositif", "suspend the node"},
    {Action::resume_node, "resume_node", "reprendre le dispositif", "resume the node"},
    {Action::tighten_limit, "tighten_limit", "resserrer une limite", "tighten a limit"},
    {Action::publish_document, "publish_document", "remettre un document signé", "hand in a signed document"},
    {Action::open_exercise_window, "open_exercise_window", "ouvrir un créneau d’exercice",
     "open an exercise window"},
    {Action::read_roster, "read_roster", "voir les mandats, leurs dates, leurs états",
     "see mandates, dates, states"},
    {Action::read_counts, "read_counts", "voir les nombres", "see counts"},
    {Action::read_log, "read_log", "lire le journal", "read the audit log"},
    {Action::open_review, "open_review", "ouvrir un examen", "open a review"},
    {Action::write_notice, "write_notice", "écrire un avis", "write a notice"},
    {Action::cancel_notice, "cancel_notice", "annuler un avis", "cancel a notice"},
    {Action::announce, "announce", "annoncer une réunion ou un risque", "announce a meeting or a risk"},
    {Action::read_notices, "read_notices", "lire les avis", "read notices"},
    {Action::contest, "contest", "demander l’examen de sa propre pause", "contest one's own pause"},
    {Action::answer_review, "answer_review", "répondre à un examen", "answer a review"},
    {Action::read_reviews, "read_reviews", "voir les examens et ceux en retard",
     "see reviews and those overdue"},
    {Action::group, "group", "rapprocher des alertes ouvertes", "put open alerts together"},
    {Action::confirm_entry, "confirm_entry", "confirmer une alerte saisie à la mairie",
     "confirm an alert entered at the town hall"},
    {Action::speak_for_oneself, "speak_for_oneself",
     "déclarer un lien, désigner qui supplée, resigner la charte de conduite",
     "declare a tie, name who stands in, sign the conduct charter again"},
    {Action::be_in_service, "be_in_service", "prendre son service à un poste", "go into service at a desk"},
    {Action::read_presence, "read_presence", "savoir si quelqu’un écoute", "know whether somebody listens"},
};
static_assert(sizeof texts / sizeof *texts == action_count);

}  // namespace

Reach reach(Role role, Action action) {
  auto r = static_cast<std::size_t>(role), a = static_cast<std::size_t>(action);
  return r > role_count || a > action_count ? Reach::none : matrix[a][r];
}
bool may(Role role, Action action) {
  return reach(role, action) != Reach::none;
}
Verdict decide_action(Role role, Action action) {
  return may(role, action) ? allow() : refuse(Rule::R2, Detail::role_may_not);
}

std::span<const ActionText> actions() {
  return texts;
}
std::string_view slug(Action action) {
  auto i = static_cast<std::size_t>(action);
  return i == 0 || i > action_count ? std::string_view{} : texts[i - 1].slug;
}

Words words(Reach reach) {
  switch (reach) {
    case Reach::none: return {"", ""};
    case Reach::yes: return {"oui", "yes"};
    case Reach::own: return {"les siennes", "own"};
    case Reach::own_post: return {"son poste", "own post"};
    case Reach::own_commune: return {"sa commune", "own commune"};
    case Reach::addressed_post: return {"poste destinataire", "addressed post"};
    case Reach::second_officer: return {"à deux", "second officer"};
    case Reach::one_of_three: return {"à trois", "all three"};
    case Reach::public_page: return {"page publique", "public page"};
    case Reach::checkpoints: return {"points de contrôle", "checkpoints"};
    case Reach::complaint: return {"réclamation", "complaint"};
    case Reach::with_card: return {"avec invitation", "with a card"};
    case Reach::own_sectors: return {"ses secteurs", "own sectors"};
  }
  return {};
}

}  // namespace tocsin::policy
