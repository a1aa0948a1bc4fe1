@0xb5e0c97a42f61d83;
# A node's statement about one alert: pointer-free, 15 words, canonical encoding of exactly 128 bytes.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tocsin::wire::schema");

struct Receipt {
  version @0 :UInt8;
  state @1 :UInt8;  # AlertState
  issuerKind @2 :UInt8;  # NodeKind
  code @3 :UInt8;  # ClosingCode when closed, else 0
  rule @4 :UInt8;  # number of the rule, or 0
  refusal @5 :UInt8;  # Refusal, or 0
  flags @6 :UInt8;  # 1: the device's clock is ahead, node time governs
  zero8 @7 :UInt8;  # always 0
  number @8 :UInt32;  # from 1, rising per alert and issuer
  zero32 @9 :UInt32;  # always 0
  at @10 :UInt64;  # milliseconds since 1970
  leaf @11 :UInt64;  # index in the issuer's audit log
  issuer :group { w0 @12 :UInt64; w1 @13 :UInt64; }  # key id of the node's signing key
  headerHash :group { w0 @14 :UInt64; w1 @15 :UInt64; w2 @16 :UInt64; w3 @17 :UInt64; }
  command :group { w0 @18 :UInt64; w1 @19 :UInt64; w2 @20 :UInt64; w3 @21 :UInt64; }  # hash of the officer's request; zero where there is none
  magic @22 :UInt64;  # "TOCSINr1"
}
