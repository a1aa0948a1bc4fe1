#include "protocol/wire/parcel_answers.h"

#include <algorithm>
#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::wire {
namespace {

constexpr std::size_t said_bytes = 64;
constexpr std::uint8_t codes = 6;

tl::unexpected<Error> wrong(const char* what) {
  return fail(Errc::malformed, std::string("parcel answer: ") + what);
}

Bytes said(const ParcelAnswer& answer) {
  switch (answer.kind) {
    case ParcelAnswer::Kind::taken: return ByteWriter().raw(answer.acknowledgement).take();
    case ParcelAnswer::Kind::busy: return ByteWriter().u32(answer.retry_after_ms).take();
    case ParcelAnswer::Kind::refused: return ByteWriter().u8(answer.code).take();
  }
  return {};
}

bool is_whole(const ParcelAnswer& answer) {
  switch (answer.kind) {
    case ParcelAnswer::Kind::taken:
    case ParcelAnswer::Kind::busy: return true;
    case ParcelAnswer::Kind::refused: return answer.code >= 1 && answer.code <= codes;
  }
  return false;
}

Result<ParcelAnswer> decode_one(ByteView bytes) {
  ByteReader read(bytes);
  ParcelAnswer answer;
  answer.sequence = read.u64();
  answer.kind = static_cast<ParcelAnswer::Kind>(read.u8());
  const auto content = read.raw(said_bytes);
  ByteReader what(content);
  switch (answer.kind) {
    case ParcelAnswer::Kind::taken: answer.acknowledgement = what.id<Signature>(); break;
    case ParcelAnswer::Kind::busy: answer.retry_after_ms = what.u32(); break;
    case ParcelAnswer::Kind::refused: answer.code = what.u8(); break;
  }
  if (!is_whole(answer)) return wrong("unknown kind or code");
  const auto rest = content.subspan(said(answer).size());
  if (std::any_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return byte != 0; }))
    return wrong("more than its kind says");
  return answer;
}

}  // namespace

Bytes encode(std::span<const ParcelAnswer> answers) {
  assert(!answers.empty() && answers.size() <= parcel_answers_max);
  Bytes bytes{static_cast<std::uint8_t>(answers.size())};
  for (const auto& answer : answers) {
    assert(is_whole(answer));
    auto one =
        ByteWriter().u64(answer.sequence).u8(static_cast<std::uint8_t>(answer.kind)).raw(said(answer)).take();
    one.resize(parcel_answer_bytes);
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

Result<std::vector<ParcelAnswer>> decode_parcel_answers(ByteView bytes) {
  if (bytes.empty() || bytes[0] < 1 || bytes[0] > parcel_answers_max) return wrong("not 1 … 24 of them");
  if (bytes.size() != 1 + bytes[0] * parcel_answer_bytes) return wrong("not as long as their number says");
  std::vector<ParcelAnswer> answers;
  for (bytes = bytes.subspan(1); !bytes.empty(); bytes = bytes.subspan(parcel_answer_bytes)) {
    auto answer = decode_one(bytes.first(parcel_answer_bytes));
    if (!answer) return tl::unexpected<Error>(answer.error());
    answers.push_back(std::move(*answer));
  }
  return answers;
}

}  // namespace tocsin::wire
