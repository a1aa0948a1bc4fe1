// The release key and what it signs: the web bundles that gateways serve, and their check from outside.
#pragma once
#include "node/cli/services.h"
#include "relay/http/bundle.h"

namespace tocsin::node::cli {

// The bundle that the files of a folder make: every one of them, but manifest and signature.
// configuration: names the file that does not belong.
Result<relay::http::Manifest> manifest_of(const Path& folder, const std::string& face);

// Signed by `release`, and canonical. untrusted or malformed.
Result<relay::http::Manifest> believe_manifest(std::string_view manifest, std::string_view signature,
                                               const SigningPublic& release);

// not_found: there are no rules among the documents, or they name none.
Result<SigningPublic> release_key_of(const client::Roster& roster);

// `authority release-key` and `authority sign-bundle`.
void add_release(CLI::App& authority, Context& context);
// `audit web`.
void add_audit_web(CLI::App& audit, Context& context);

}  // namespace tocsin::node::cli
