// What the post and the town hall's desk sign besides alerts: the window for exercises (R27), the word that a
// desk's entry was the referent's (R35), and what goes to another post or into a procedure (R30). Who must
// sign is in protocol/seal/desk.h.
#pragma once
#include "protocol/wire/documents.h"

namespace tocsin::wire {

struct ExerciseWindow {
  CommandId id;  // the same when it is closed earlier
  PostId post;
  Insee commune;
  Instant opens{}, closes{};  // [opens, closes); equal: closed at once
  Instant at{};               // of this signature
  bool operator==(const ExerciseWindow&) const = default;
};

struct DeskConfirmation {
  AlertId alert;
  MandateId mandate;  // as in the alert's header
  Hash header_hash;
  Instant at{};
  bool operator==(const DeskConfirmation&) const = default;
};

// An officer passes an alert on to another post (R30). The commune's node, which has the envelope, carries it
// there: it is sealed to that post too, so this carries no key.
struct Forward {
  AlertId alert;
  MandateId mandate;  // as in the alert's header
  Hash header_hash;
  PostId post;       // whose officer passes it on
  PostId recipient;  // another one
  HandOverReason reason{};
  Instant at{};
  bool operator==(const Forward&) const = default;
};

// Where a content goes: another post, or a procedure by its number. Exactly one of the two is set.
struct HandOverTo {
  PostId post;
  std::string procedure;
  bool operator==(const HandOverTo&) const = default;
};
constexpr std::size_t procedure_bytes_max = 32;
// "post:P25-000", or "procedure:" and 1 … 32 of A-Z 0-9 / - with a digit among them. Precondition of writing:
// it can be read back (asserted).
std::string to_text(const HandOverTo& recipient);
std::optional<HandOverTo> parse_recipient(std::string_view text);

// A content that an officer hands over to a procedure (R30): what whoever receives it holds against the
// content, and later against the log. It leaves the network with the content and is stored by no node.
struct HandOver {
  AlertId alert;
  Hash header_hash;
  Insee commune;
  Instant created{};  // as in the header, like `exercise`
  bool exercise = false;
  PostId post;            // whose officer hands it over
  std::string procedure;  // as in HandOverTo
  HandOverReason reason{};
  std::uint64_t leaf = 0;  // of the post's log: the disclosure
  Instant at{};
  Hash content;  // of the content's bytes
  bool operator==(const HandOver&) const = default;
};

Status check(const ExerciseWindow&);
Status check(const DeskConfirmation&);
Status check(const Forward&);
Status check(const HandOver&);
Bytes encode(const ExerciseWindow&);
Bytes encode(const DeskConfirmation&);
Bytes encode(const Forward&);
Bytes encode(const HandOver&);
template <>
Result<ExerciseWindow> decode<ExerciseWindow>(ByteView bytes);
template <>
Result<DeskConfirmation> decode<DeskConfirmation>(ByteView bytes);
template <>
Result<Forward> decode<Forward>(ByteView bytes);
template <>
Result<HandOver> decode<HandOver>(ByteView bytes);
template <>
constexpr DocumentType type_of<HandOver>() {
  return DocumentType::hand_over;
}
template <>
constexpr DocumentType type_of<Forward>() {
  return DocumentType::forward;
}
template <>
constexpr DocumentType type_of<ExerciseWindow>() {
  return DocumentType::exercise_window;
}
template <>
constexpr DocumentType type_of<DeskConfirmation>() {
  return DocumentType::desk_confirmation;
}

}  // namespace tocsin::wire
