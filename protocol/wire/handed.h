// What leaves the network when a content is handed over to a procedure (R30): the officer's signed statement
// and the content it is about, without who sent it. One line of text, to stand in a file of any kind or in a
// QR code.
#pragma once
#include "protocol/wire/alert.h"
#include "protocol/wire/documents.h"

namespace tocsin::wire {

// The fields of a content before its reserve (offsets 0 … 151), mandate and tag key zero: neither who sent it
// nor what opens the header's tags is anybody's business in a procedure.
constexpr std::size_t shown_content_bytes = 152;
using ShownContent = std::array<std::uint8_t, shown_content_bytes>;
// Precondition as encode(AlertContent).
ShownContent shown(const AlertContent& content);
// The content with a zero mandate and tag key; malformed as decode_content, or where one of the two is not
// zero.
Result<AlertContent> decode_shown(ByteView bytes);

struct HandedOver {
  SignedDocument statement;  // a HandOver
  Bytes content;             // shown_content_bytes
};
// "TOCSIN-HANDOVER1:" and the hexadecimal of container ‖ content.
std::string to_text(const HandedOver& handed);
// In either case of letters. malformed: what is wrong, without the content.
Result<HandedOver> parse_handed_over(std::string_view line);

// The same for a document that vouches for another: "TOCSIN-PAPER1:" and its container.
std::string paper_text(ByteView container);
// Every line of that kind within a text of any kind (JSON, XML, a copied page), in order; at most 16 and
// never longer than what a document takes. malformed: there is no such line, or more than one of the first
// kind.
struct HandOverLines {
  HandedOver handed;
  std::vector<Bytes> papers;
};
Result<HandOverLines> find_hand_over(std::string_view text);

}  // namespace tocsin::wire
