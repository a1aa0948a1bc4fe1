// What an auditor asks of a post's log beyond its tree: that each receipt of an officer's act has the
// officer's own signed request beside it. A post's node can sign any receipt; it cannot sign for a person.
#pragma once
#include <cstdint>
#include <span>

#include "node/cli/audit_file.h"
#include "protocol/wire/documents.h"

namespace tocsin::node::cli {

// Answers how many receipts of acts the file shows. `officers`: commissions that the auditor believes.
// untrusted, naming the leaf: a receipt without such a request, one whose request asks for another act, or
// one request behind receipts of two alerts. Receipts whose event was erased (a year) are passed over.
Result<std::uint64_t> check_commands(const AuditFile& file, std::span<const wire::Commission> officers);

}  // namespace tocsin::node::cli
