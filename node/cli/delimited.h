// Records of a delimited file (RFC 4180 with `;`), one after another, so that no file is too long to read.
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "protocol/result.h"

namespace tocsin::node::cli {

class DelimitedReader {
 public:
  // `in` must outlive the reader. A byte order mark at its beginning is passed over.
  explicit DelimitedReader(std::istream& in);
  // False: there are no more. malformed, with the line: a quote that nothing closes, or where none may be, or
  // a record that is longer than any address.
  Result<bool> next(std::vector<std::string>& fields);
  // On which the last record began, from 1.
  std::size_t line() const { return begun_; }

 private:
  Result<bool> quoted(std::string& field);
  Status plain(std::string& field);
  bool ends();  // takes the end of a field or record; `more_` says which
  Error wrong(const std::string& what) const;
  std::istream& in_;
  std::size_t line_ = 1, begun_ = 0, bytes_ = 0;
  bool more_ = false;
};

}  // namespace tocsin::node::cli
