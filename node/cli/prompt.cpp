#include "node/cli/prompt.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "node/files/private_file.h"

namespace tocsin::node::cli {
namespace {

constexpr std::size_t passphrase_min = 12;

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
}

bool can_ask(const Context& context) {
  return !context.no_input && ::isatty(STDIN_FILENO) == 1;
}

void show(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  auto first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return std::string();
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The terminal does not show what is typed while this lives.
class NoEcho {
 public:
  NoEcho() : held_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (held_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() {
    if (held_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool held_;
};

Result<Passphrase> from_file(const std::filesystem::path& file) {
  auto bytes = files::read_private_file(file.string());
  if (!bytes) return pass_on(bytes);
  std::string text(bytes->begin(), bytes->end());
  ::explicit_bzero(bytes->data(), bytes->size());
  if (auto end = text.find_first_of("\r\n"); end != std::string::npos) {
    std::string first = text.substr(0, end);
    wipe(text);
    return Passphrase(std::move(first));
  }
  return Passphrase(std::move(text));
}

Result<Passphrase> from_terminal(std::string_view question) {
  show(std::string(question) + ": ");
  std::string line;
  {
    NoEcho quiet;
    if (!std::getline(std::cin, line)) return fail(Errc::configuration, "no passphrase was typed");
  }
  show("\n");
  return Passphrase(std::move(line));
}

Status long_enough(const Passphrase& typed) {
  if (typed.view().size() >= passphrase_min) return {};
  return fail(Errc::configuration, "a passphrase has at least 12 characters; take four or five words");
}

}  // namespace

Passphrase::~Passphrase() {
  wipe(text_);
}
// Copied, then wiped: a moved string may leave its bytes behind where nothing wipes them.
// NOLINTNEXTLINE(performance-move-constructor-init)
Passphrase::Passphrase(Passphrase&& other) noexcept : text_(other.text_) {
  wipe(other.text_);
  other.text_.clear();
}

Result<bool> confirm(const Context& context, std::string_view question) {
  if (context.yes) return true;
  if (!can_ask(context))
    return fail(Errc::configuration,
                std::string(question) + " Nobody can be asked here: give --yes to answer yes");
  show(std::string(question) + " [y/N] ");
  auto line = read_line();
  return line && (*line == "y" || *line == "Y" || *line == "yes" || *line == "o" || *line == "oui");
}

Result<std::string> ask(const Context& context, std::string_view question, std::string_view instead) {
  if (!can_ask(context))
    return fail(Errc::configuration,
                std::string(question) + " Nobody can be asked here: give " + std::string(instead));
  show(std::string(question) + " ");
  auto line = read_line();
  if (!line || line->empty()) return fail(Errc::configuration, "no answer to: " + std::string(question));
  return *line;
}

Result<std::size_t> choose(const Context& context, std::string_view question,
                           const std::vector<std::string>& choices, std::string_view instead) {
  std::string list;
  for (std::size_t i = 0; i < choices.size(); ++i) list += "\n  " + std::to_string(i + 1) + "  " + choices[i];
  if (!can_ask(context))
    return fail(Errc::configuration,
                std::string(question) + list + "\nNobody can be asked here: give " + std::string(instead));
  show(std::string(question) + list + "\nnumber: ");
  auto line = read_line();
  for (std::size_t i = 0; line && i < choices.size(); ++i)
    if (*line == std::to_string(i + 1)) return i;
  return fail(Errc::configuration, "answer with a number from 1 to " + std::to_string(choices.size()));
}

Result<Passphrase> passphrase(const Context& context, std::string_view label, bool fresh) {
  if (!context.passphrase_file.empty()) {
    auto read = from_file(context.passphrase_file);
    if (read && fresh)
      if (auto status = long_enough(*read); !status) return tl::unexpected<Error>(status.error());
    return read;
  }
  std::string what = "passphrase of the key \"" + std::string(label) + "\"";
  if (!can_ask(context))
    return fail(Errc::configuration,
                "the " + what + " is needed and nobody can be asked here: give --passphrase-file");
  auto first = from_terminal((fresh ? "new " : "") + what);
  if (!first || !fresh) return first;
  if (auto status = long_enough(*first); !status) return tl::unexpected<Error>(status.error());
  auto second = from_terminal("the same again");
  if (!second) return second;
  if (first->view() != second->view())
    return fail(Errc::configuration, "the two passphrases differ; start again, nothing was written");
  return first;
}

}  // namespace tocsin::node::cli
