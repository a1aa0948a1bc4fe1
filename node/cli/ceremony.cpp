#include "node/cli/ceremony.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "policy/limits.h"

namespace tocsin::node::cli {
namespace {

constexpr std::size_t text_file_max = 16 * 1024;

Error wrong(const Path& file, const std::string& what) {
  return {Errc::malformed, file.string() + ": " + what};
}

std::string trimmed(std::string_view text) {
  auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

// The 32 (or 16) bytes of a field, or which field is wrong in which file.
template <class Value>
Status take(const Fields& fields, const Path& file, std::string_view name, Value& value) {
  const auto* text = fields.find(name);
  if (text == nullptr)
    return tl::unexpected<Error>(wrong(file, "the line `" + std::string(name) + ":` is missing"));
  auto read = id_from_hex<Value>(*text);
  if (!read)
    return tl::unexpected<Error>(wrong(file, "`" + std::string(name) + "` must be " +
                                                 std::to_string(2 * Value::size) + " hexadecimal digits"));
  value = *read;
  return {};
}

Status take_text(const Fields& fields, const Path& file, std::string_view name, std::string& value) {
  const auto* text = fields.find(name);
  if (text == nullptr)
    return tl::unexpected<Error>(wrong(file, "the line `" + std::string(name) + ":` is missing"));
  value = *text;
  return {};
}

// "mailbox", "mailbox-2", "mailbox-3" …
std::string numbered(const std::string& name, std::size_t index) {
  return index == 0 ? name : name + "-" + std::to_string(index + 1);
}
std::string mailbox_field(std::size_t index) {
  return numbered("mailbox", index);
}

Status take_gateways(const Fields& fields, const Path& file, std::vector<wire::Gateway>& gateways) {
  for (std::size_t i = 0; i < wire::gateways_max; ++i) {
    const auto name = numbered("gateway", i);
    if (fields.find(name + "-address") == nullptr) break;
    wire::Gateway gateway;
    for (const auto& step : {take_text(fields, file, name + "-address", gateway.address),
                             take(fields, file, name + "-server", gateway.server)})
      if (!step) return step;
    if (!seal::is_usable(gateway.server))
      return tl::unexpected<Error>(wrong(file, "`" + name + "-server` is no usable key"));
    gateways.push_back(std::move(gateway));
  }
  return {};
}

Status take_mailboxes(const Fields& fields, const Path& file, std::vector<wire::Mailbox>& mailboxes) {
  for (std::size_t i = 0; i < wire::mailboxes_max; ++i) {
    const auto name = mailbox_field(i);
    if (i > 0 && fields.find(name + "-address") == nullptr) break;
    wire::Mailbox mailbox;
    for (const auto& step :
         {take_text(fields, file, name + "-address", mailbox.address),
          take(fields, file, name + "-server", mailbox.server), take(fields, file, name + "-id", mailbox.id)})
      if (!step) return step;
    if (!seal::is_usable(mailbox.server))
      return tl::unexpected<Error>(wrong(file, "`" + name + "-server` is no usable key"));
    mailboxes.push_back(std::move(mailbox));
  }
  return {};
}

}  // namespace

const std::string* Fields::find(std::string_view name) const {
  for (const auto& [key, value] : lines)
    if (key == name) return &value;
  return nullptr;
}

std::string to_text(const Fields& fields) {
  std::string text = fields.heading + "\n";
  for (const auto& [name, value] : fields.lines) text += name + ": " + value + "\n";
  return text;
}

Result<std::string> read_text(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, file.string() + ": no such file, or it cannot be read");
  std::string text(text_file_max, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.peek() != std::ifstream::traits_type::eof())
    return fail(Errc::too_large, file.string() + ": too long to be what is expected here");
  return text;
}

Result<Fields> read_fields(const Path& file, std::string_view heading) {
  auto text = read_text(file);
  if (!text) return pass_on(text);
  Fields fields{std::string(heading), {}};
  std::istringstream lines(*text);
  std::string line;
  if (!std::getline(lines, line) || trimmed(line) != heading)
    return tl::unexpected<Error>(wrong(file, "the first line must be \"" + std::string(heading) + "\""));
  for (int number = 2; std::getline(lines, line); ++number) {
    if (trimmed(line).empty()) continue;
    auto colon = line.find(':');
    auto name = colon == std::string::npos ? std::string() : trimmed(std::string_view(line).substr(0, colon));
    if (name.empty() || fields.find(name) != nullptr)
      return tl::unexpected<Error>(
          wrong(file, "line " + std::to_string(number) + " must be `name: value`, each name once"));
    fields.lines.push_back({name, trimmed(std::string_view(line).substr(colon + 1))});
  }
  return fields;
}

Status write_text(const Path& file, std::string_view text) {
  Path beside = file;
  beside += ".new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    if (!out)
      return fail(Errc::io,
                  beside.string() + ": cannot be written; check the folder and the room on the disk");
  }
  std::error_code error;
  std::filesystem::rename(beside, file, error);
  if (error) return fail(Errc::io, file.string() + ": cannot be written: " + error.message());
  return {};
}

std::string to_text(const NodePublic& node) {
  bool commune = node.kind == NodeKind::commune;
  Fields fields{"tocsin-node 1",
                {{"kind", commune ? "commune" : "post"},
                 {"code", node.code},
                 {"signing", to_hex(node.keys.signing.view())},
                 {"curve", to_hex(node.keys.curve.view())},
                 {"parcel", to_hex(node.keys.parcel.view())},
                 {"log", to_hex(node.keys.log.view())},
                 {"client-address", node.client_address}}};
  for (std::size_t i = 0; i < node.mailboxes.size(); ++i) {
    const auto& mailbox = node.mailboxes[i];
    const auto name = mailbox_field(i);
    fields.lines.push_back({name + "-address", mailbox.address});
    fields.lines.push_back({name + "-server", to_hex(mailbox.server.view())});
    fields.lines.push_back({name + "-id", to_hex(mailbox.id.view())});
  }
  for (std::size_t i = 0; i < node.gateways.size(); ++i) {
    fields.lines.push_back({numbered("gateway", i) + "-address", node.gateways[i].address});
    fields.lines.push_back({numbered("gateway", i) + "-server", to_hex(node.gateways[i].server.view())});
  }
  return to_text(fields);
}

Result<NodePublic> read_node_public(const Path& file) {
  auto fields = read_fields(file, "tocsin-node 1");
  if (!fields) return pass_on(fields);
  NodePublic node;
  std::string kind;
  const Status steps[] = {take_text(*fields, file, "kind", kind),
                          take_text(*fields, file, "code", node.code),
                          take(*fields, file, "signing", node.keys.signing),
                          take(*fields, file, "curve", node.keys.curve),
                          take(*fields, file, "parcel", node.keys.parcel),
                          take(*fields, file, "log", node.keys.log),
                          take_text(*fields, file, "client-address", node.client_address),
                          take_mailboxes(*fields, file, node.mailboxes),
                          take_gateways(*fields, file, node.gateways)};
  for (const auto& step : steps)
    if (!step) return tl::unexpected<Error>(step.error());
  if (kind != "commune" && kind != "post")
    return tl::unexpected<Error>(wrong(file, "`kind` must be commune or post"));
  node.kind = kind == "commune" ? NodeKind::commune : NodeKind::post;
  bool good_code = node.kind == NodeKind::commune ? parse_insee(node.code).has_value()
                                                  : parse_post_id(node.code).has_value();
  if (!good_code) return tl::unexpected<Error>(wrong(file, "`code` must be an INSEE code or a post id"));
  for (const auto* key : {&node.keys.signing, &node.keys.log})
    if (!seal::is_usable(*key))
      return tl::unexpected<Error>(wrong(file, "a signing key in it is no usable key"));
  for (const auto* key : {&node.keys.curve, &node.keys.parcel})
    if (!seal::is_usable(*key)) return tl::unexpected<Error>(wrong(file, "a key in it is no usable key"));
  return node;
}

Result<client::DevicePublic> read_device_public(const Path& file) {
  auto text = read_text(file);
  if (!text) return pass_on(text);
  auto device = client::parse_device(*text);
  if (!device) return tl::unexpected<Error>(wrong(file, device.error().detail));
  return device;
}

Result<wire::LimitValue> parse_limit(const std::string& text) {
  auto equals = text.find('=');
  auto name = text.substr(0, equals);
  for (const auto& row : policy::limit_table()) {
    if (row.slug != name || equals == std::string::npos) continue;
    std::istringstream number(text.substr(equals + 1));
    std::uint32_t value = 0;
    if (!(number >> value) || !number.eof()) break;
    policy::Limits limits = policy::ceiling();
    if (!policy::set(limits, static_cast<std::uint8_t>(row.id), value) ||
        !policy::no_looser_than(limits, policy::ceiling()))
      return fail(Errc::configuration, name + " = " + std::to_string(value) +
                                           " is outside what the policy allows: from " +
                                           std::to_string(row.floor) + " to " + std::to_string(row.ceiling));
    return wire::LimitValue{static_cast<std::uint8_t>(row.id), value};
  }
  return fail(Errc::configuration,
              "--limit " + text + ": write NAME=NUMBER; names are in `tocsin policy show limits`");
}

}  // namespace tocsin::node::cli
