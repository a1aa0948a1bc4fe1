#include "node/cli/delimited.h"

#include <istream>

namespace tocsin::node::cli {
namespace {

constexpr char separator = ';', quote = '"';
constexpr std::size_t record_bytes_max = 16 * 1024;
constexpr int end_of_file = std::istream::traits_type::eof();

}  // namespace

DelimitedReader::DelimitedReader(std::istream& in) : in_(in) {
  constexpr char mark[] = {'\xef', '\xbb', '\xbf'};
  for (std::size_t at = 0; at < std::size(mark) && in_.peek() == static_cast<unsigned char>(mark[at]); ++at)
    in_.get();
}

Error DelimitedReader::wrong(const std::string& what) const {
  return {Errc::malformed, "line " + std::to_string(begun_) + ": " + what};
}

bool DelimitedReader::ends() {
  if (in_.peek() == separator) {
    in_.get();
    return more_ = true;
  }
  more_ = false;
  if (in_.peek() == '\r') in_.get();
  if (in_.peek() == end_of_file) return true;
  if (in_.peek() != '\n') return false;
  in_.get();
  ++line_;
  return true;
}

Result<bool> DelimitedReader::quoted(std::string& field) {
  in_.get();
  for (int c = in_.get(); c != end_of_file; c = in_.get()) {
    if (++bytes_ > record_bytes_max) break;
    if (c == quote && in_.peek() != quote) {
      if (ends()) return true;
      return tl::unexpected<Error>(wrong("after a closing quote comes `;` or the end of the line"));
    }
    if (c == quote) in_.get();
    if (c == '\n') ++line_;
    field += static_cast<char>(c);
  }
  return tl::unexpected<Error>(wrong("a quote is opened here that nothing closes"));
}

Status DelimitedReader::plain(std::string& field) {
  while (!ends()) {
    const auto c = static_cast<char>(in_.get());
    if (c == quote)
      return tl::unexpected<Error>(wrong("a quote inside a field: write the whole field in quotes"));
    if (++bytes_ > record_bytes_max) return tl::unexpected<Error>(wrong("too long to be an address"));
    field += c;
  }
  return {};
}

Result<bool> DelimitedReader::next(std::vector<std::string>& fields) {
  fields.clear();
  begun_ = line_;
  bytes_ = 0;
  if (in_.peek() == end_of_file) return false;
  do {
    auto& field = fields.emplace_back();
    if (in_.peek() == quote) {
      if (auto read = quoted(field); !read) return read;
    } else if (auto read = plain(field); !read) {
      return tl::unexpected<Error>(read.error());
    }
  } while (more_);
  return true;
}

}  // namespace tocsin::node::cli
