#include "protocol/wire/desk.h"

#include <algorithm>
#include <cassert>

#include "check.hpp"
#include "fields.hpp"
#include "protocol/wire/documents.capnp.h"

namespace tocsin::wire {
namespace {

constexpr std::string_view post_prefix = "post:", procedure_prefix = "procedure:";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_procedure(std::string_view text) {
  auto fits = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '/' || c == '-'; };
  return text.size() <= procedure_bytes_max && std::all_of(text.begin(), text.end(), fits) &&
         std::any_of(text.begin(), text.end(), is_digit);
}

}  // namespace

std::string to_text(const HandOverTo& recipient) {
  auto text = recipient.post.is_zero() ? std::string(procedure_prefix) + recipient.procedure
                                       : std::string(post_prefix) + to_string(recipient.post);
  assert(parse_recipient(text) == recipient);
  return text;
}

std::optional<HandOverTo> parse_recipient(std::string_view text) {
  if (text.substr(0, post_prefix.size()) == post_prefix) {
    auto post = parse_post_id(text.substr(post_prefix.size()));
    return post ? std::optional(HandOverTo{*post, {}}) : std::nullopt;
  }
  if (text.substr(0, procedure_prefix.size()) != procedure_prefix) return std::nullopt;
  auto number = text.substr(procedure_prefix.size());
  return is_procedure(number) ? std::optional(HandOverTo{{}, std::string(number)}) : std::nullopt;
}

Status check(const ExerciseWindow& window) {
  Check is("exercise_window");
  is.set(window.id, "id");
  is.post(window.post, "post");
  is.commune(window.commune, "commune");
  is.instant(window.opens, "opens");
  is.instant(window.closes, "closes");
  is.that(window.opens <= window.closes, "closes", "before its beginning");
  is.instant(window.at, "at");
  return std::move(is).result();
}

Status check(const DeskConfirmation& confirmation) {
  Check is("desk_confirmation");
  is.set(confirmation.alert, "alert");
  is.set(confirmation.mandate, "mandate");
  is.set(confirmation.header_hash, "headerHash");
  is.instant(confirmation.at, "at");
  return std::move(is).result();
}

Status check(const Forward& forward) {
  Check is("forward");
  is.set(forward.alert, "alert");
  is.set(forward.mandate, "mandate");
  is.set(forward.header_hash, "headerHash");
  is.post(forward.post, "post");
  is.post(forward.recipient, "recipient");
  is.that(forward.post != forward.recipient, "recipient", "the post that passes it on");
  is.that(is_known<HandOverReason>(static_cast<std::uint8_t>(forward.reason)), "reason", "not in the list");
  is.instant(forward.at, "at");
  return std::move(is).result();
}

Status check(const HandOver& given) {
  Check is("hand_over");
  is.set(given.alert, "alert");
  is.set(given.header_hash, "headerHash");
  is.commune(given.commune, "commune");
  is.instant(given.created, "created");
  is.post(given.post, "post");
  is.that(is_procedure(given.procedure), "procedure", "not 1 ... 32 of A-Z 0-9 / - with a digit among them");
  is.that(is_known<HandOverReason>(static_cast<std::uint8_t>(given.reason)), "reason", "not in the list");
  is.instant(given.at, "at");
  is.set(given.content, "content");
  return std::move(is).result();
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<ExerciseWindow>& v) {
  f.bytes("id", v.id);
  f.bytes("post", v.post);
  f.bytes("commune", v.commune);
  f.instant("opens", v.opens);
  f.instant("closes", v.closes);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<DeskConfirmation>& v) {
  f.bytes("alert", v.alert);
  f.bytes("mandate", v.mandate);
  f.bytes("headerHash", v.header_hash);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Forward>& v) {
  f.bytes("alert", v.alert);
  f.bytes("mandate", v.mandate);
  f.bytes("headerHash", v.header_hash);
  f.bytes("post", v.post);
  f.bytes("recipient", v.recipient);
  f.enumerator("reason", v.reason);
  f.instant("at", v.at);
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<HandOver>& v) {
  f.bytes("alert", v.alert);
  f.bytes("headerHash", v.header_hash);
  f.bytes("commune", v.commune);
  f.instant("created", v.created);
  f.number("exercise", v.exercise);
  f.bytes("post", v.post);
  f.text("procedure", v.procedure);
  f.enumerator("reason", v.reason);
  f.number("leaf", v.leaf);
  f.instant("at", v.at);
  f.bytes("content", v.content);
}

TOCSIN_DOCUMENT(ExerciseWindow, "exercise_window")
TOCSIN_DOCUMENT(DeskConfirmation, "desk_confirmation")
TOCSIN_DOCUMENT(Forward, "forward")
TOCSIN_DOCUMENT(HandOver, "hand_over")

}  // namespace tocsin::wire
