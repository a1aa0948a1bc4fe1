#include "schemas.h"

#include <capnp/schema-parser.h>
#include <kj/filesystem.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tocsin::privacy {
namespace {

using Type = capnp::schema::Type;

std::string type_name(capnp::Type type) {
  switch (type.which()) {
    case Type::VOID: return "Void";
    case Type::BOOL: return "Bool";
    case Type::INT8: return "Int8";
    case Type::INT16: return "Int16";
    case Type::INT32: return "Int32";
    case Type::INT64: return "Int64";
    case Type::UINT8: return "UInt8";
    case Type::UINT16: return "UInt16";
    case Type::UINT32: return "UInt32";
    case Type::UINT64: return "UInt64";
    case Type::FLOAT32: return "Float32";
    case Type::FLOAT64: return "Float64";
    case Type::TEXT: return "Text";
    case Type::DATA: return "Data";
    case Type::LIST: return "List(" + type_name(type.asList().getElementType()) + ")";
    case Type::ENUM: return "enum";
    case Type::STRUCT: return type.asStruct().getShortDisplayName().cStr();
    case Type::INTERFACE: return "interface";
    case Type::ANY_POINTER: return "AnyPointer";
  }
  return "unknown";
}

unsigned bytes_of(capnp::Type type) {
  switch (type.which()) {
    case Type::INT16:
    case Type::UINT16: return 2;
    case Type::INT32:
    case Type::UINT32:
    case Type::FLOAT32: return 4;
    case Type::INT64:
    case Type::UINT64:
    case Type::FLOAT64: return 8;
    default: return 1;
  }
}

// A group of w0, w1 ... and nothing else is a byte string.
bool is_byte_string(capnp::StructSchema group) {
  unsigned i = 0;
  for (auto field : group.getFields())
    if (field.getProto().getName() != ("w" + std::to_string(i++)).c_str() ||
        field.getType().which() != Type::UINT64)
      return false;
  return i > 0;
}

void list_fields(capnp::StructSchema of, const std::string& prefix, std::vector<Field>& fields) {
  for (auto field : of.getFields()) {
    auto proto = field.getProto();
    std::string name = prefix + "." + proto.getName().cStr();
    if (!proto.isGroup()) {
      fields.push_back(
          {name, type_name(field.getType()), proto.getSlot().getOffset() * bytes_of(field.getType())});
      continue;
    }
    auto group = field.getType().asStruct();
    if (is_byte_string(group))
      fields.push_back({name, std::to_string(8 * group.getFields().size()) + " bytes",
                        group.getFields()[0].getProto().getSlot().getOffset() * 8});
    else
      list_fields(group, name, fields);
  }
}

// C++ names are nothing to a reader of fields, and their import would need the library's own files.
std::string without_cxx(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (line.find("Cxx") == std::string::npos) kept += line + "\n";
  return kept;
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return (std::ostringstream() << in.rdbuf()).str();
}

Files schema_files() {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator("protocol/wire"))
    if (entry.path().extension() == ".capnp") files[entry.path().filename()] = read_file(entry.path());
  return files;
}

std::vector<Struct> read_schemas(const Files& files) {
  auto folder = kj::newInMemoryDirectory(kj::nullClock());
  for (const auto& [leaf, text] : files)
    folder->openFile(kj::Path(leaf), kj::WriteMode::CREATE)->writeAll(without_cxx(text));
  capnp::SchemaParser parser;
  std::vector<Struct> structs;
  for (const auto& [leaf, text] : files) {
    auto file = parser.parseFromDirectory(*folder, kj::Path(leaf), nullptr);
    for (auto nested : file.getAllNested()) {
      if (!nested.getProto().isStruct()) continue;
      auto& found = structs.emplace_back();
      found.name = nested.getShortDisplayName().cStr();
      list_fields(nested.asStruct(), found.name, found.fields);
    }
  }
  return structs;
}

}  // namespace tocsin::privacy
