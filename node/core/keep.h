// What taking in a document of any type shares: keeping it, its leaf in the log, and passing it on. For
// accept.cpp and the files beside it; nobody else keeps documents.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

wire::Reply reply_of(Turn& turn, const Error& error);

// malformed: a limit that this node does not know, or past its floor. It would be lost without a word: the
// document that carries it is refused.
std::optional<Error> unusable_limit(std::span<const wire::LimitValue> values);

// Under what it is about, with a leaf in the log.
void keep(Turn& turn, const wire::SignedDocument& document, ByteView about);
// The same bytes are here already, whatever their signatures.
bool is_held(Turn& turn, const wire::SignedDocument& document, ByteView about);
// What is held already, signed by another key of the same node: the bytes and the name stay.
void keep_newer_signature(Turn& turn, const wire::SignedDocument& document, ByteView about);
// To every peer but `from`; at a post, to that commune's node alone where `only` names one.
void share(Turn& turn, const wire::SignedDocument& document, const std::optional<KeyId>& from,
           const Insee* only = nullptr);

// What is not passed on yet need not be any more.
void recall(Turn& turn, const wire::SignedDocument& document);

}  // namespace tocsin::node
