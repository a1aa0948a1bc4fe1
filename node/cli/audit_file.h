// An audit log as a file that anyone can verify offline: checkpoint, public log key, every leaf, and the
// events that the reader may see. Lines of text; protocol/README.md, "Audit log".
#pragma once
#include <string>
#include <vector>

#include "node/cli/ceremony.h"
#include "protocol/seal/log.h"

namespace tocsin::node::cli {

struct AuditFile {
  SigningPublic log_key;
  std::string checkpoint;  // a signed note
  std::vector<Bytes> leaves;
  std::vector<Bytes> events;  // salt[32] ‖ event, one for each leaf; empty: not shown, or erased
};
std::string to_text(const AuditFile& file);
// malformed, naming the line.
Result<AuditFile> read_audit_file(const Path& file);

// The checkpoint is signed by `log_key`, its root is that of exactly its size of leaves, and every event
// shown belongs to its leaf. bad_signature: of the checkpoint; untrusted: the rest; the detail names the leaf
// or the sizes.
Result<seal::Checkpoint> verify(const AuditFile& file, const SigningPublic& log_key);

}  // namespace tocsin::node::cli
