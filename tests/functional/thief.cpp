#include "thief.h"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace tocsin::thief {
namespace {

constexpr const char* usage =
    "tocsin_thief MODE [options]; what it did is one line of JSON\n"
    "On the host of a node that is stopped, as root:\n"
    "  read --config FILE [--envelope HEX …]     every alert there and those given, tried with every secret "
    "there\n"
    "  forge-receipt --config FILE --alert ID    at a commune: two receipts of the post, made here; at a "
    "post: a\n"
    "                                            receipt of an act of no officer\n"
    "  refuse --config FILE --alert ID           a commune's own refusal of what it has accepted\n"
    "  rewrite-log --config FILE                 a leaf says something else, and the tree is built anew\n"
    "  backup --data DIR [--store-key FILE] [--canary HEX …]  what a copy of the database tells\n"
    "With a node's keys on the network (--config of the robbed node, --charter, --record):\n"
    "  put-alerts --profile DIR --how stranger|referent --count N   alerts, each with a true signed "
    "acceptance\n"
    "  put-document --profile DIR --what mandate|desk|commander|charter\n"
    "With a person's device, or an office key:\n"
    "  ask --profile DIR --document FILE --verb N [--code N --subject HEX --data HEX]\n"
    "  vet-as-mayor --profile DIR --document CHARTER --mandate ID\n"
    "  desk-as-device --profile DIR --other-profile REFERENT\n"
    "  false-commission --key FILE --passphrase TEXT --label TEXT --charter FILE --out FILE\n"
    "  show-mandate --profile DIR\n"
    "Exit codes: 0 the attack was performed, whatever came of it; 1 it was not; 2 usage.\n";

using Mode = Json (*)(const Options&);
const std::map<std::string, Mode> modes{
    {"read", read_host},
    {"forge-receipt", forge_receipt},
    {"refuse", refuse},
    {"rewrite-log", rewrite_log},
    {"backup", read_backup},
    {"put-alerts", put_alerts},
    {"put-document", put_document},
    {"ask", ask},
    {"vet-as-mayor", vet_as_mayor},
    {"desk-as-device", desk_as_device},
    {"false-commission", false_commission},
    {"show-mandate", show_mandate},
};

}  // namespace

Instant wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Impossible(path + ": cannot be read");
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace tocsin::thief

int main(int count, char** words) {
  using namespace tocsin::thief;
  const auto mode = count > 1 ? modes.find(words[1]) : modes.end();
  if (mode == modes.end() || count % 2 != 0) {
    std::fputs(usage, stderr);
    return 2;
  }
  Options options;
  for (int i = 2; i < count; i += 2) {
    const std::string word = words[i];
    if (word.rfind("--", 0) != 0) {
      std::fputs(usage, stderr);
      return 2;
    }
    options.add(word.substr(2), words[i + 1]);
  }
  tocsin::seal::initialise();
  try {
    std::puts(mode->second(options).dump().c_str());
    return 0;
  } catch (const std::exception& why) {
    std::fprintf(stderr, "not performed: %s\n", why.what());
    return 1;
  }
}
