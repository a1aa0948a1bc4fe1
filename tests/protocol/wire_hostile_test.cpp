// Messages that no honest program writes: what Cap'n Proto's pointers allow beyond the one encoding.
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

constexpr std::uint64_t struct_pointer(std::int64_t offset, std::uint64_t data, std::uint64_t pointers) {
  return static_cast<std::uint32_t>(offset << 2) | data << 32 | pointers << 48;
}
// element_size: 2 bytes, 6 pointers, 7 structs (then `count` is words).
constexpr std::uint64_t list_pointer(std::int64_t offset, std::uint64_t element_size, std::uint64_t count) {
  return static_cast<std::uint32_t>(offset << 2 | 1) | element_size << 32 | count << 35;
}

std::uint64_t word_of(const Bytes& bytes, std::size_t index) {
  return ByteReader(ByteView(bytes).subspan(index * 8, 8)).u64();
}
void set_word(Bytes& bytes, std::size_t index, std::uint64_t value) {
  auto word = ByteWriter().u64(value).take();
  std::copy(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(index * 8));
}
Bytes of_words(std::initializer_list<std::uint64_t> words) {
  ByteWriter out;
  for (auto word : words) out.u64(word);
  return out.take();
}

// reply: root pointer, 2 data words, 3 pointers (detail, data, items).
constexpr std::size_t reply_detail = 3, reply_items = 5;
Bytes reply_bytes() {
  return test::sample("reply").bytes;
}

}  // namespace

TEST_CASE("a hidden word between two objects is found") {
  // The mandate link with one unused word put between its struct and the first id.
  auto honest = test::sample("mandate_link").bytes;  // root, 1 data word, 2 pointers, then 2 + 2 words
  auto bytes = honest;
  bytes.insert(bytes.begin() + 4 * 8, 8, 0x5A);
  set_word(bytes, 2, word_of(honest, 2) + (1 << 2));
  set_word(bytes, 3, word_of(honest, 3) + (1 << 2));
  CHECK(decode<MandateLink>(honest));
  CHECK_FALSE(decode<MandateLink>(bytes));
}

TEST_CASE("objects in another order are another encoding, and refused") {
  auto bytes = test::sample("mandate_link").bytes;
  // Both ids are two words: exchange what the pointers point at, and the ids.
  set_word(bytes, 2, list_pointer(3, 2, 16));
  set_word(bytes, 3, list_pointer(0, 2, 16));
  for (std::size_t i = 0; i < 2; ++i) {
    auto first = word_of(bytes, 4 + i), second = word_of(bytes, 6 + i);
    set_word(bytes, 4 + i, second);
    set_word(bytes, 6 + i, first);
  }
  CHECK_FALSE(decode<MandateLink>(bytes));
}

TEST_CASE("two pointers to one object are refused") {
  auto bytes = test::sample("mandate_link").bytes;
  set_word(bytes, 3, list_pointer(-1 + 1, 2, 16));
  set_word(bytes, 2, list_pointer(1, 2, 16));
  CHECK_FALSE(decode<MandateLink>(bytes));
}

TEST_CASE("a pointer that leads back to its own struct is refused") {
  auto bytes = reply_bytes();
  set_word(bytes, reply_items, list_pointer(-5, 7, 6));  // the items begin at the root pointer
  CHECK_FALSE(decode_reply(bytes));
  set_word(bytes, 0, struct_pointer(-1, 0, 1));  // the root points at itself
  CHECK_FALSE(decode_reply(bytes));
  CHECK_FALSE(decode_header(of_words({struct_pointer(-1, 0, 1)})));
}

TEST_CASE("a pointer out of the message is refused") {
  for (std::int64_t offset : {-1'000, 1'000, 536'870'911, -536'870'912}) {
    auto bytes = reply_bytes();
    set_word(bytes, reply_items, list_pointer(offset, 7, 6));
    CHECK_FALSE(decode_reply(bytes));
    bytes = reply_bytes();
    set_word(bytes, 0, struct_pointer(offset, 2, 3));
    CHECK_FALSE(decode_reply(bytes));
  }
}

TEST_CASE("far pointers and capabilities are refused") {
  for (std::uint64_t pointer :
       {std::uint64_t{2}, std::uint64_t{2 | 1 << 3}, std::uint64_t{6}, std::uint64_t{3},
        std::uint64_t{2} | std::uint64_t{1} << 32, std::uint64_t{3} | std::uint64_t{7} << 32}) {
    INFO(pointer);
    auto bytes = reply_bytes();
    set_word(bytes, reply_detail, pointer);
    CHECK_FALSE(decode_reply(bytes));
    bytes = reply_bytes();
    set_word(bytes, 0, pointer);
    CHECK_FALSE(decode_reply(bytes));
  }
}

TEST_CASE("a list that claims half a billion entries is refused at once") {
  constexpr std::uint64_t most = (1u << 29) - 1;
  for (std::uint64_t element_size = 0; element_size < 8; ++element_size) {
    INFO(element_size);
    auto bytes = reply_bytes();
    auto offset = static_cast<std::int64_t>(static_cast<std::int32_t>(word_of(bytes, reply_items)) >> 2);
    set_word(bytes, reply_items, list_pointer(offset, element_size, most));
    CHECK_FALSE(decode_reply(bytes));
  }
}

TEST_CASE("a list of structs without size, as long as one likes, is refused at once") {
  // root: 2 data words, 3 pointers; items: a list of 0 words whose tag claims 2^29 empty structs.
  auto bytes =
      of_words({struct_pointer(0, 2, 3), 1, 0, 0, 0, list_pointer(0, 7, 0), (std::uint64_t{1} << 31) | 0});
  CHECK_FALSE(decode_reply(bytes));
  bytes = of_words({struct_pointer(0, 2, 3), 1, 0, 0, 0, list_pointer(0, 7, 0), 1000u << 2});
  CHECK_FALSE(decode_reply(bytes));
}

TEST_CASE("structs inside structs inside structs are refused") {
  // A root with a fourth pointer, to a chain of 1,000 structs that the schema does not know.
  ByteWriter out;
  out.u64(struct_pointer(0, 1, 4)).u64(1).u64(0).u64(0).u64(0);
  for (int i = 0; i < 1'000; ++i) out.u64(struct_pointer(0, 0, 1));
  out.u64(struct_pointer(0, 1, 0)).u64(1);
  CHECK_FALSE(decode_reply(out.take()));
}

TEST_CASE("a field of tomorrow is refused today") {
  // One more data word and one more pointer than the schema has, both in use.
  auto link = test::sample("mandate_link").bytes;
  auto more = of_words({struct_pointer(0, 2, 2), word_of(link, 1), 77, word_of(link, 2), word_of(link, 3)});
  more.insert(more.end(), link.begin() + 4 * 8, link.end());
  CHECK_FALSE(decode<MandateLink>(more));
  auto freshness = test::sample("epoch_key").bytes;
  REQUIRE(word_of(freshness, 0) == struct_pointer(0, 1, 2));
}

TEST_CASE("an empty list, text or data is a null pointer and nothing else") {
  for (std::uint64_t empty : {list_pointer(2, 2, 0), list_pointer(2, 2, 1), list_pointer(0, 7, 0)}) {
    auto bytes = of_words({struct_pointer(0, 1, 1), 1, empty});
    if (empty == list_pointer(2, 2, 1))
      bytes = of_words({struct_pointer(0, 1, 1), 1, list_pointer(0, 2, 1), 0});
    if (empty == list_pointer(0, 7, 0))
      bytes = of_words({struct_pointer(0, 1, 3), 1, 0, 0, list_pointer(0, 7, 0), 0});
    CHECK_FALSE(decode_reply(bytes));
  }
  CHECK(decode_reply(of_words({struct_pointer(0, 1, 0), 1})) ==
        Reply{});  // the smallest reply: ok, nothing more
}

TEST_CASE("trailing zero words that canonical form drops are refused") {
  CHECK_FALSE(decode_reply(of_words({struct_pointer(0, 2, 0), 1, 0})));
  CHECK_FALSE(decode_reply(of_words({struct_pointer(0, 1, 1), 1, 0})));
}

TEST_CASE("a list of another element size is refused even where it could be read") {
  auto bytes = test::sample("epoch_loss").bytes;  // days as a list of 4-byte numbers
  auto honest = decode<EpochLoss>(bytes);
  REQUIRE(honest);
  ByteWriter out;  // the same days as a list of 8-byte numbers
  out.u64(struct_pointer(0, 1, 2)).u64(word_of(bytes, 1)).u64(word_of(bytes, 2)).u64(list_pointer(1, 5, 2));
  out.u64(word_of(bytes, 4)).u64(honest->lost[0]).u64(honest->lost[1]);
  CHECK_FALSE(decode<EpochLoss>(out.take()));
}

TEST_CASE("a text without its zero byte, or with padding in use, is refused") {
  Reply reply;
  reply.outcome = Outcome::failed;
  reply.errc = 1;
  reply.detail = "abc";
  auto bytes = encode(reply);
  REQUIRE(decode_reply(bytes));
  auto unterminated = bytes;
  unterminated[bytes.size() - 5] = 'd';
  CHECK_FALSE(decode_reply(unterminated));
  auto padded = bytes;
  padded.back() = 1;
  CHECK_FALSE(decode_reply(padded));
}

TEST_CASE("nothing, noise and the largest frame are refused") {
  CHECK_FALSE(decode_reply({}));
  CHECK_FALSE(decode_request(Bytes(7)));
  for (int fill : {0x00, 0x01, 0x7F, 0xFF}) {
    auto value = static_cast<std::uint8_t>(fill);
    CHECK_FALSE(decode_reply(Bytes(reply_bytes_max, value)));
    CHECK_FALSE(decode<Charter>(Bytes(limits::document_bytes_max, value)));
  }
  CHECK_FALSE(decode_reply(Bytes(reply_bytes_max + 8)));
}
