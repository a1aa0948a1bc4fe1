#include <algorithm>

#include "check.hpp"
#include "protocol/wire/desk.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

enum class Subject : std::uint8_t { none, optional, required };
enum class Number : std::uint8_t { none, optional };
enum class Code : std::uint8_t {
  none,
  yes_or_no,
  open_reason,
  closing_code,
  document_type,
  hand_over_reason,
  group_reason
};
enum class Data : std::uint8_t {
  none,
  envelope,
  document,
  document_or_none,
  invitation,
  alerts,
  session_key,
  name
};
enum class Extra : std::uint8_t { none, name, telephone, procedure };

struct Operands {
  std::string_view slug;
  bool command;  // a command id is required
  Subject subject = Subject::none;
  Number number = Number::none;
  Code code = Code::none;
  Data data = Data::none;
  Extra extra = Extra::none;
};

// The table of protocol/README.md, "Verbs", in the order of their numbers.
constexpr Operands verbs[] = {
    {"hello", false, Subject::required},
    {"public_documents", false, Subject::none, Number::optional},
    {"submit", false, Subject::none, Number::none, Code::none, Data::envelope},
    {"withdraw", false, Subject::none, Number::none, Code::none, Data::document},
    {"follow", false, Subject::none, Number::optional},
    {"publish", true, Subject::none, Number::none, Code::none, Data::document},
    {"invite", true, Subject::required, Number::none, Code::none, Data::invitation, Extra::name},
    {"enrol", true, Subject::none, Number::none, Code::none, Data::document},
    {"enrolment_status", false, Subject::optional},
    {"enrolments", false, Subject::none, Number::optional},
    {"mandates", false, Subject::none, Number::optional},
    {"inbox", false, Subject::none, Number::optional, Code::yes_or_no},
    {"open", false, Subject::required, Number::none, Code::open_reason, Data::session_key},
    {"take", true, Subject::required},
    {"close", true, Subject::required, Number::none, Code::closing_code},
    {"call_back", true, Subject::required},
    {"release", true, Subject::required},
    {"reopen", true, Subject::required},
    {"counts", false, Subject::none, Number::optional},
    {"log", false, Subject::none, Number::optional},
    {"checkpoint", false},
    {"status", false},
    {"register_person", true, Subject::required, Number::none, Code::none, Data::name, Extra::telephone},
    {"documents", false, Subject::none, Number::optional, Code::document_type},
    {"reviews", false, Subject::none, Number::optional},
    {"notices", false, Subject::none, Number::optional, Code::yes_or_no, Data::document_or_none},
    {"hand_over", false, Subject::required, Number::none, Code::hand_over_reason, Data::session_key,
     Extra::procedure},
    {"group", true, Subject::required, Number::none, Code::group_reason, Data::alerts},
    {"confirm", true, Subject::none, Number::none, Code::none, Data::document},
    {"pending", false, Subject::none, Number::optional},
    {"serve", false, Subject::none, Number::none, Code::yes_or_no},
    {"presence", false},
    {"forward", true, Subject::none, Number::none, Code::none, Data::document},
};
static_assert(std::size(verbs) == verb_count);

bool is_verb(Verb verb) {
  auto number = static_cast<std::uint8_t>(verb);
  return number >= 1 && number <= verb_count;
}
const Operands& operands(Verb verb) {
  return verbs[static_cast<std::uint8_t>(verb) - 1];
}

// One to fifteen alert ids, none of them zero, ascending.
bool are_alerts(const Bytes& data) {
  constexpr std::size_t others_max = 15;
  if (data.empty() || data.size() % AlertId::size != 0 || data.size() > others_max * AlertId::size)
    return false;
  AlertId before;
  for (auto at = data.begin(); at != data.end(); at += AlertId::size) {
    AlertId id;
    std::copy_n(at, AlertId::size, id.bytes.begin());
    if (!(before < id)) return false;
    before = id;
  }
  return true;
}

std::string_view as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool fits(Code rule, std::uint8_t code) {
  switch (rule) {
    case Code::none: return code == 0;
    case Code::yes_or_no: return code <= 1;
    case Code::open_reason: return is_known<OpenReason>(code);
    case Code::closing_code: return is_known<ClosingCode>(code);
    case Code::document_type: return !slug(static_cast<DocumentType>(code)).empty();
    case Code::hand_over_reason: return is_known<HandOverReason>(code);
    case Code::group_reason: return is_known<GroupReason>(code);
  }
  return false;
}

bool fits(Data rule, const Bytes& data) {
  switch (rule) {
    case Data::none: return data.empty();
    case Data::envelope: return data.size() == limits::envelope_bytes;
    case Data::document: return !data.empty() && data.size() <= document_container_bytes_max;
    case Data::document_or_none: return data.size() <= document_container_bytes_max;
    case Data::invitation:
      return data.size() == SigningPublic::size + BoxPublic::size + sizeof(std::uint64_t);
    case Data::alerts: return are_alerts(data);
    case Data::session_key: return data.size() == BoxPublic::size;
    case Data::name: return is_text(as_text(data));
  }
  return false;
}

bool fits(Extra rule, const Bytes& extra) {
  switch (rule) {
    case Extra::none: return extra.empty();
    case Extra::name: return is_text(as_text(extra));
    case Extra::telephone: return is_telephone(as_text(extra));
    case Extra::procedure: {
      auto recipient = parse_recipient(as_text(extra));
      return recipient && recipient->post.is_zero();
    }
  }
  return false;
}

}  // namespace

std::string_view slug(Verb verb) {
  return is_verb(verb) ? operands(verb).slug : std::string_view{};
}

bool needs_command(Verb verb) {
  return is_verb(verb) && operands(verb).command;
}

Status check(const Request& request) {
  if (!is_verb(request.verb)) return fail(Errc::unsupported, "request.verb: unknown");
  const Operands& rule = operands(request.verb);
  Check is("request " + std::string(rule.slug));
  is.that(!rule.command || !request.command.is_zero(), "command", "must not be zero");
  bool subject = request.subject != std::array<std::uint8_t, 16>{};
  is.that(subject || rule.subject != Subject::required, "subject", "must not be zero");
  is.that(!subject || rule.subject != Subject::none, "subject", "not used: must be zero");
  is.that(request.number == 0 || rule.number == Number::optional, "number", "not used: must be zero");
  is.that(fits(rule.code, request.code), "code",
          rule.code == Code::none ? "not used: must be zero" : "not in the list");
  is.that(fits(rule.data, request.data), "data",
          rule.data == Data::none ? "not used: must be empty" : "not what this verb carries");
  is.that(fits(rule.extra, request.extra), "extra",
          rule.extra == Extra::none ? "not used: must be empty" : "not what this verb carries");
  return std::move(is).result();
}

}  // namespace tocsin::wire
