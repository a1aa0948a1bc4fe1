// Whoever has taken a host of Tocsin, a device or an office key: the real keys, files and database, in a
// program that obeys no rule. For compromised_test.py.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "forge_device.h"

namespace tocsin::thief {

using forge::Impossible;
using forge::Json;
using forge::need;

// Of one command: --name value; a name may come more than once.
class Options {
 public:
  void add(const std::string& name, const std::string& value) { values_.emplace(name, value); }
  std::string one(const std::string& name, const char* otherwise = nullptr) const {
    auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    if (otherwise == nullptr) throw Impossible("--" + name + " is needed");
    return otherwise;
  }
  std::vector<std::string> all(const std::string& name) const {
    std::vector<std::string> found;
    for (auto [at, end] = values_.equal_range(name); at != end; ++at) found.push_back(at->second);
    return found;
  }

 private:
  std::multimap<std::string, std::string> values_;
};

Instant wall_now();
Bytes read_file(const std::string& path);
template <class Id>
Id id_of(const std::string& hex) {
  auto bytes = from_hex(hex);
  auto id = bytes ? Id::from(*bytes) : std::nullopt;
  if (!id) throw Impossible(hex + " is no id");
  return *id;
}

// thief_host.cpp: root on the host of a stopped node.
Json read_host(const Options& options);
Json forge_receipt(const Options& options);
Json refuse(const Options& options);
Json rewrite_log(const Options& options);
// A copy of the database, without the keys beside it.
Json read_backup(const Options& options);

// thief_peer.cpp: a node's keys on the network, the honest node beside it.
Json put_alerts(const Options& options);
Json put_document(const Options& options);

// thief_people.cpp: the devices of people with a role, and an office key.
Json ask(const Options& options);
Json vet_as_mayor(const Options& options);
Json desk_as_device(const Options& options);
Json false_commission(const Options& options);
Json show_mandate(const Options& options);

}  // namespace tocsin::thief
