#include "node/cli/words.h"

#include <cstdlib>

#include "node/cli/output.h"
#include "policy/rules.h"
#include "policy/verdict.h"
#include "protocol/wire/receipt.h"

namespace tocsin::node::cli {
namespace {

// What to do about an alert that came with a wrong time: it is over, and only a new one can arrive.
std::string after_refusal(const client::AlertView& view) {
  if (!view.standing || view.standing->state != AlertState::refused) return {};
  if (view.standing->refusal == static_cast<std::uint8_t>(wire::Refusal::clock))
    return ". " + std::string(say(text::report_again_clock));
  if (view.standing->refusal == static_cast<std::uint8_t>(wire::Refusal::expired))
    return ". " + std::string(say(text::report_again_expired));
  return {};
}

}  // namespace

policy::Language language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).substr(0, 2) == "fr" ? policy::Language::fr : policy::Language::en;
  }
  return policy::Language::en;
}

std::string_view say(const Words& words) {
  return language() == policy::Language::fr ? words.fr : words.en;
}

std::string_view rule_sentence(std::uint8_t rule) {
  const auto* row = policy::find(static_cast<policy::Rule>(rule));
  if (row == nullptr) return {};
  return language() == policy::Language::fr ? row->fr : row->en;
}

std::string_view detail_sentence(std::string_view slug) {
  for (std::uint8_t value = 1; value <= policy::detail_count; ++value) {
    const auto detail = static_cast<policy::Detail>(value);
    if (policy::slug(detail) == slug) return say(policy::words(detail));
  }
  return slug;
}

std::string clock_of(Instant at) {
  const std::string whole = paris(at);
  return whole.size() > 5 ? whole.substr(whole.size() - 5) : whole;
}

std::string step_words(const client::Step& step) {
  std::string line(say(words(step.state)));
  if (step.state == AlertState::closed) {
    std::string code(say(words(static_cast<ClosingCode>(step.code))));
    if (!code.empty() && code[0] >= 'A' && code[0] <= 'Z') code[0] = static_cast<char>(code[0] - 'A' + 'a');
    line += std::string(language() == policy::Language::fr ? " : " : ": ") + code;
  }
  line += " " + clock_of(step.at);
  if (step.supervising) line += " (" + std::string(say(text::by_supervising)) + ")";
  if (step.clock_noted) line += " (" + std::string(say(text::clock_noted)) + ")";
  if (step.refusal != 0)
    line += " (" + std::string(say(wire::words(static_cast<wire::Refusal>(step.refusal)))) + ")";
  if (step.rule != 0) {
    line += " (R" + std::to_string(step.rule) + " : " + std::string(rule_sentence(step.rule)) + ")";
  }
  return line;
}

std::string standing_words(const client::AlertView& view) {
  std::string line = view.standing ? step_words(*view.standing) : std::string(say(text::sealed_here));
  line += after_refusal(view);
  if (view.lost)
    line += ". " + std::string(say(text::lost_at_the_post));
  else if (view.truth == policy::Truth::not_received_call_17)
    line += ". " + std::string(say(text::call_17_now));
  if (view.call_back) line += ". " + std::string(say(text::call_the_post));
  if (view.contradicted) line += ". " + std::string(say(text::contradiction));
  return line;
}

std::string trail_words(const client::AlertView& view) {
  std::string line(say(text::sealed_here));
  for (const auto& step : view.steps) line += " → " + step_words(step);
  line += after_refusal(view);
  if (view.lost)
    line += ". " + std::string(say(text::lost_at_the_post));
  else if (view.truth == policy::Truth::not_received_call_17)
    line += ". " + std::string(say(text::call_17_now));
  return line;
}

namespace text {
const Words call_first{
    "17 · 112 · 114 (SMS) : en cas de danger, appelez d’abord. Tocsin ne remplace pas le 17.",
    "17 · 112 · 114 (SMS): in danger, call first. Tocsin does not replace 17."};
const Words call_17_now{"Non reçue : appelez le 17 (112, ou 114 par SMS)",
                        "Not received: call 17 (112, or 114 by SMS)"};
const Words lost_at_the_post{"Le poste a perdu ses clés et ne peut plus la lire : appelez le 17",
                             "The post has lost its keys and cannot read it any more: call 17"};
const Words sealed_here{"Chiffrée sur ce téléphone", "Sealed on this phone"};
const Words keep_screen_open{
    "Personne ne l’a encore reçue. En cas de danger, appelez le 17. Elle reste chiffrée ici et repart avec "
    "la "
    "prochaine commande, ou seule avec `tocsin referent status --watch`.",
    "Nobody has received it yet. In danger, call 17. It stays sealed here and goes out with the next "
    "command, or by "
    "itself with `tocsin referent status --watch`."};
const Words exercise{"/// EXERCICE /// EXERCICE /// EXERCICE ///",
                     "/// EXERCISE /// EXERCISE /// EXERCISE ///"};
const Words exercise_open{"Créneau d’exercice ouvert : les référents envoient avec --exercise",
                          "Exercise window open: referents send with --exercise"};
const Words exercise_closed{"Créneau d’exercice fermé", "Exercise window closed"};
const Words no_window{"Aucun créneau d’exercice.", "No exercise window."};
const Words real_instead{
    "C’est réel ? Appelez le 17, puis envoyez une nouvelle alerte sans --exercise : un exercice ne devient "
    "jamais une vraie alerte.",
    "Is it real? Call 17, then send a new alert without --exercise: an exercise never becomes a real alert."};
const Words real_is_17{"C’est réel ? Appelez le 17 : cette commune ne prend que des exercices.",
                       "Is it real? Call 17: this commune takes exercises only."};
const Words nobody_listens{"Personne ne lit en ce moment : appelez le 17",
                           "Nobody is reading at the moment: call 17"};
const Words listening_unknown{"On ne sait pas si quelqu’un lit en ce moment : appelez le 17",
                              "It is not known whether anybody is reading: call 17"};
const Words in_service{"En service : les référents voient que ce poste lit",
                       "In service: referents see that this post reads"};
const Words out_of_service{"Service quitté", "Out of service"};
const Words listens_until{"jusqu’à", "until"};
const Words listens_always{"lit à toute heure", "reads at any hour"};
const Words listens_again{"lira à partir de", "will read from"};
const Words entered_for_you{
    "Une alerte a été saisie pour vous à la mairie. C’était vous ? `tocsin referent confirm`. Sinon, appelez "
    "le poste.",
    "An alert was entered for you at the town hall. Was it you? `tocsin referent confirm`. If not, call the "
    "post."};
const Words unconfirmed_call{"SAISIE EN MAIRIE, NON CONFIRMÉE : appelez le référent",
                             "ENTERED AT THE TOWN HALL, UNCONFIRMED: call the referent"};
const Words due_elsewhere{"À TRANSMETTRE AU POSTE DE SUPERVISION", "DUE AT THE SUPERVISING POST"};
const Words passed_on{"transmise au poste de supervision ; inscrit au journal avec le motif",
                      "passed on to the supervising post; logged with the reason"};
const Words not_carried{
    "Communication inscrite au journal. Le nœud ne transmet rien lui-même à une procédure : remettez ce "
    "fichier.",
    "Disclosure logged. The node passes nothing on to a procedure by itself: hand over this file."};
const Words also_at{"AUSSI AU POSTE", "ALSO AT POST"};
const Words in_hand_there{"PRISE EN CHARGE PAR", "IN HAND AT"};
const Words by_supervising{"poste de supervision", "supervising post"};
const Words passes_to{"transmise à", "passes to"};
const Words papers_are_old{
    "La préfecture connaît une charte ou une fiche de poste plus récente : prévenez la mairie.",
    "The prefecture knows a newer charter or post record: tell the mairie."};
const Words nobody_answers{"La mairie ne répond pas ; ce qui est affiché est vérifié mais peut avoir changé.",
                           "The town hall does not answer; what is shown is verified but may have changed."};
const Words undo_until{"Annulation possible jusqu’à une minute après réception : `tocsin referent withdraw`",
                       "It can be undone until a minute after it is received: `tocsin referent withdraw`"};
const Words call_the_post{"Le poste demande que vous l’appeliez", "The post asks you to call it"};
const Words contradiction{
    "Un nœud a signé deux réponses contraires : gardez ce dossier et prévenez le poste ou l’auditeur",
    "A node signed two contradictory answers: keep this folder and tell the post or the auditor"};
const Words clock_noted{"l’heure de ce téléphone avance : celle de la mairie fait foi",
                        "this phone's clock is ahead: the town hall's time counts"};
const Words report_again_clock{
    "L’heure de ce téléphone est corrigée d’après celle de la mairie : signalez à nouveau",
    "This phone now goes by the town hall's time: report again"};
const Words report_again_expired{"Si cela dure encore, signalez à nouveau ; vérifiez l’heure de ce téléphone",
                                 "If it still goes on, report again; check this phone's clock"};
const Words withdrawal_asked{"retrait demandé", "withdrawal asked"};
const Words do_not_follow{"N’approchez pas, ne suivez pas, ne photographiez pas.",
                          "Do not approach, do not follow, do not take pictures."};
const Words words_intro{"Les six mots à comparer au poste, en personne :",
                        "The six words to compare at the post, in person:"};
const Words stage_asked{"Demande reçue ; la mairie ne vous a pas encore désigné.",
                        "Request received; the town hall has not nominated you yet."};
const Words stage_nominated{"Désigné par le maire ; prochaine étape : l’entretien au poste.",
                            "Nominated by the mayor; next: the interview at the post."};
const Words stage_vetted{"Agréé par le poste ; le nœud de la mairie l’inscrit à son registre.",
                         "Vetted by the post; the town hall's node is entering it in its log."};
const Words stage_in_force{"Mandat en vigueur, vérifié sur cet appareil.",
                           "Mandate in force, verified on this device."};
const Words nothing_sent{"Aucune alerte sur cet appareil.", "No alert on this device."};
const Words kept_until{"effacée partout au plus tard le", "erased everywhere by"};
const Words no_trace_yet{"nulle part ailleurs pour l’instant", "nowhere else so far"};
const Words held_apart{"À PART (R11)", "HELD APART (R11)"};
const Words inbox_empty{"Aucune alerte.", "No alert."};
const Words nobody_waits{"Aucun mandat n’attend l’agrément.", "No mandate waits for vetting."};
const Words inbox_heading{"id|créée|quoi|commune|secteur|état|indications",
                          "id|created|what|commune|sector|state|flags"};
const Words sector{"secteur", "sector"};
const Words shared_with{", limite avec ", ", border with "};
const Words street{"rue n°", "street no."};
const Words refused_by_rule{"refusé par la règle", "refused by rule"};
const Words reveal_nothing{"Consultation enregistrée avec son motif.",
                           "This reading is logged with its reason."};
}  // namespace text

}  // namespace tocsin::node::cli
