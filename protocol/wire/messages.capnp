@0xa6f20be3917d4c58;
# What a device and its node say to each other. The same habits as in documents.capnp; the command id of a request and
# the id of an item stand at the beginning of their struct, as words.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tocsin::wire::schema");

struct Request {
  command :group { w0 @0 :UInt64; w1 @1 :UInt64; }
  subject :group { w0 @2 :UInt64; w1 @3 :UInt64; }
  number @4 :UInt64;
  verb @5 :UInt8;
  code @6 :UInt8;
  data @7 :Data;
  extra @8 :Data;
}

struct Item {
  id :group { w0 @0 :UInt64; w1 @1 :UInt64; }
  number @2 :UInt64;
  code @3 :UInt8;
  data @4 :Data;
  extra @5 :Data;
}

struct Reply {
  outcome @0 :UInt8;
  rule @1 :UInt8;
  errc @2 :UInt8;
  more @3 :Bool;
  retryAfterMs @4 :UInt32;
  at @5 :UInt64;
  detail @6 :Text;
  data @7 :Data;
  items @8 :List(Item);
}
