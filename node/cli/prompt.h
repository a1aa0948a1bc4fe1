// Questions to the person at the terminal. Each has a flag that answers it, for scripts.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/cli/commands.h"

namespace tocsin::node::cli {

// A passphrase; its memory is wiped when it dies.
class Passphrase {
 public:
  explicit Passphrase(std::string text) : text_(std::move(text)) {}
  ~Passphrase();
  Passphrase(Passphrase&& other) noexcept;
  Passphrase(const Passphrase&) = delete;
  Passphrase& operator=(const Passphrase&) = delete;
  Passphrase& operator=(Passphrase&&) = delete;
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

// Yes or no; --yes answers yes. configuration: nobody can be asked (--no-input, or no terminal) and --yes is
// not there.
Result<bool> confirm(const Context& context, std::string_view question);
// One line, trimmed. `instead` is the flag that answers it ("--name"), for the failure when nobody can be
// asked.
Result<std::string> ask(const Context& context, std::string_view question, std::string_view instead);
// The index chosen among `choices`.
Result<std::size_t> choose(const Context& context, std::string_view question,
                           const std::vector<std::string>& choices, std::string_view instead);
// The passphrase of the key named `label`: from the file of --passphrase-file, else typed without echo.
// `fresh` asks twice and refuses fewer than 12 characters.
Result<Passphrase> passphrase(const Context& context, std::string_view label, bool fresh);

}  // namespace tocsin::node::cli
