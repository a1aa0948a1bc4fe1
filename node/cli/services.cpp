#include "node/cli/services.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "protocol/wire/text.h"

namespace tocsin::node::cli {
namespace {

Result<ServicePublic> read_pair(const ServiceKind& kind, const std::string& given, std::size_t comma) {
  auto key = id_from_hex<BoxPublic>(given.substr(comma + 1));
  if (!key || !seal::is_usable(*key))
    return fail(Errc::configuration, std::string(kind.option) + " " + given + ": after the comma comes the " +
                                         kind.name + "'s public key, 64 hexadecimal digits");
  return ServicePublic{given.substr(0, comma), *key};
}

Result<ServicePublic> read_file(const ServiceKind& kind, const Path& file) {
  const std::string program = std::string("tocsin-") + kind.name;
  auto fields = read_fields(file, program + " 1");
  if (!fields) return pass_on(fields);
  const auto* address = fields->find("address");
  const auto* server = fields->find("server");
  auto key = server == nullptr ? std::nullopt : id_from_hex<BoxPublic>(*server);
  if (address == nullptr || !key || !seal::is_usable(*key))
    return fail(Errc::malformed, file.string() + ": a " + kind.name +
                                     ".pub has the lines `address:` and `server:`, as `" + program +
                                     " --init` writes them");
  return ServicePublic{*address, *key};
}

struct GrantWish {
  std::vector<Path> documents;
  std::string service, fingerprint;
  Path out;
};

int run_grant(const Context& context, const GrantCommand& grant, const GrantWish& wish) {
  const std::string name = grant.kind.name;
  auto service = read_service(grant.kind, wish.service);
  if (!service) return context.out.failed(service.error());
  auto roster = believe(wish.documents, wish.fingerprint);
  if (!roster)
    return context.out.failed(roster.error(),
                              "Nothing was written; the " + name + "'s grants are as before.");
  auto granted = grant.write(context, service->server, *roster);
  if (granted.count == 0)
    context.out.warn("no record or charter among these names the " + name + " " +
                     to_hex(service->server.view()) + ": the grants are empty");
  if (auto written = write_text(wish.out, granted.text); !written) return context.out.failed(written.error());
  auto fingerprint = to_hex(client::root_fingerprint(*wire::decode_document(roster->root().container)));
  context.out.good(std::to_string(granted.count) + " " + grant.counted + " granted in " + wish.out.string());
  context.out.talk("They rest on the root of this fingerprint, to compare: " + fingerprint +
                   "\nWho is not in these documents is not in the file. Next: send SIGHUP to tocsin-" + name +
                   ".");
  return context.out.done({{"grants", wish.out.string()},
                           {grant.counted, std::uint64_t{granted.count}},
                           {name, to_hex(service->server.view())},
                           {"root", fingerprint}},
                          {});
}

}  // namespace

Result<ServicePublic> read_service(const ServiceKind& kind, const std::string& given) {
  auto comma = given.rfind(',');
  auto service = comma == std::string::npos ? read_file(kind, given) : read_pair(kind, given, comma);
  if (service && !wire::is_address(service->address))
    return fail(Errc::configuration, std::string("the address of a ") + kind.name +
                                         " is tcp://ADDRESS:PORT, not \"" + service->address + "\"");
  return service;
}

Result<client::Roster> believe(const std::vector<Path>& files, const std::string& fingerprint) {
  NamedDocuments documents;
  for (const auto& file : files) {
    auto document = read_document(file);
    if (!document) return pass_on(document);
    documents.emplace_back(file.string(), std::move(*document));
  }
  return believe(std::move(documents), fingerprint);
}

Result<client::Roster> believe(NamedDocuments documents, const std::string& fingerprint) {
  std::stable_sort(documents.begin(), documents.end(),
                   [](const auto& a, const auto& b) { return a.second.type < b.second.type; });
  if (documents.empty() || documents.front().second.type != wire::DocumentType::root)
    return fail(Errc::configuration, "the root is not among the documents; name root.doc too");
  auto container = wire::encode(documents.front().second);
  auto hash = id_from_hex<Hash>(fingerprint);
  if (!fingerprint.empty() && !hash)
    return fail(Errc::configuration,
                "--fingerprint: 64 hexadecimal digits, as `tocsin authority verify root.doc` says");
  auto roster =
      hash ? client::Roster::from_root(container, hash->bytes) : client::Roster::from_handed_root(container);
  for (std::size_t i = 1; roster && i < documents.size(); ++i)
    if (auto added = roster->add(wire::encode(documents[i].second)); !added)
      return fail(added.error().code, documents[i].first + ": " + added.error().detail);
  return roster;
}

void add_grant_command(CLI::App& node, Context& context, const GrantCommand& grant) {
  const std::string name = grant.kind.name;
  auto& command = add_command(node, name + "-grant", grant.description, grant.examples);
  auto wish = std::make_shared<GrantWish>();
  command
      .add_option(
          "documents", wish->documents,
          "root, rules, records and charters of all who use the " + name + "; who is left out loses it")
      ->required();
  command
      .add_option("--" + name, wish->service,
                  "the " + name + "'s " + name + ".pub, or tcp://ADDRESS:PORT,KEY")
      ->required();
  command.add_option("--out", wish->out, "the " + name + "'s grants_file; replaced as a whole")->required();
  command.add_option("--fingerprint", wish->fingerprint, "of the root, as told by those who hold it");
  on_run(command, context, [&context, grant, wish] { return run_grant(context, grant, *wish); });
}

}  // namespace tocsin::node::cli
