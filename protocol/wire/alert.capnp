@0xd3a1b86e5c0f4e21;
# One alert: what the commune node reads (AlertHeader) and what only the post reads (AlertContent).
#
# Both are free of pointers and of fixed size, and their last word is not zero: their canonical encoding is one segment
# of exactly 256 and 984 bytes, which a program without Cap'n Proto writes at the offsets of protocol/README.md.
# A group of words w0, w1 ... is a byte string: its bytes in order, eight to a word. There is no text, no data and no
# pointer here, and tests/protocol/wire_schema_test.cpp fails when one is added.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tocsin::wire::schema");

struct AlertHeader {  # 31 words
  version @0 :UInt8;
  suite @1 :UInt8;
  kind @2 :UInt8;  # AlertKind
  category @3 :UInt8;  # Category
  urgency @4 :UInt8;  # Urgency
  flags @5 :UInt8;  # 1 exercise, 2 called 17, 4 stale epoch
  sector @6 :UInt16;  # 1 ... 999
  commune :group { w0 @7 :UInt64; }  # five ASCII characters, then three zero bytes
  alert :group { w0 @8 :UInt64; w1 @9 :UInt64; }
  mandate :group { w0 @10 :UInt64; w1 @11 :UInt64; }  # of the referent, for a desk entry too
  sequence @12 :UInt64;  # of the device, from 1
  created @13 :UInt32;  # units of 10 s since 1970
  expiry @14 :UInt32;  # created + 25920
  charterSequence @15 :UInt32;
  postEpoch @16 :UInt32;  # days since 1970
  supervisingEpoch @17 :UInt32;
  zero @18 :UInt32;  # always 0
  bodyHash :group { w0 @19 :UInt64; w1 @20 :UInt64; w2 @21 :UInt64; w3 @22 :UInt64; }
  wrapsHash :group { w0 @23 :UInt64; w1 @24 :UInt64; w2 @25 :UInt64; w3 @26 :UInt64; }
  previousHash :group { w0 @27 :UInt64; w1 @28 :UInt64; w2 @29 :UInt64; w3 @30 :UInt64; }
  commitment :group { w0 @31 :UInt64; w1 @32 :UInt64; w2 @33 :UInt64; w3 @34 :UInt64; }
  placeTag :group { w0 @35 :UInt64; w1 @36 :UInt64; }
  plateTag :group { w0 @37 :UInt64; w1 @38 :UInt64; }
  magic @39 :UInt64;  # "TOCSINv1": non-zero, so that canonical form keeps all 31 words
}

struct AlertContent {  # 122 words
  version @0 :UInt8;
  category @1 :UInt8;  # Category
  sector @2 :UInt16;  # 1 ... 999
  observed @3 :UInt32;  # units of 10 s since 1970
  conducts @4 :UInt64;  # bit n: Conduct n was observed
  alert :group { w0 @5 :UInt64; w1 @6 :UInt64; }
  mandate :group { w0 @7 :UInt64; w1 @8 :UInt64; }
  tagKey :group { w0 @9 :UInt64; w1 @10 :UInt64; w2 @11 :UInt64; w3 @12 :UInt64; }  # opens the header's target tags
  placeKind @13 :UInt8;  # 1 sector alone, 2 point, 3 street
  vehicleType @14 :UInt8;  # VehicleType; 0: no vehicle
  vehicleColour @15 :UInt8;  # Colour; 0: not seen
  vehicleMake @16 :UInt8;  # VehicleMake; 0: not seen
  personCount @17 :UInt8;  # 0 ... 99
  zero8 @18 :UInt8;  # always 0
  street @19 :UInt16;  # index in the imported street list
  latitude @20 :Int32;  # millionths of a degree
  longitude @21 :Int32;
  number @22 :UInt16;  # house number; 0: none
  zero16 @23 :UInt16;  # always 0
  zero32 @24 :UInt32;  # always 0
  plate :group { w0 @25 :UInt64; w1 @26 :UInt64; }  # A-Z 0-9, at most 10, then zero bytes; all zero: not seen
  person0 :group {
    height @27 :UInt8; upper @28 :UInt8; lower @29 :UInt8; luggage @30 :UInt8; direction @31 :UInt8;
    zero8 @32 :UInt8; zero16 @33 :UInt16;
  }
  person1 :group {
    height @34 :UInt8; upper @35 :UInt8; lower @36 :UInt8; luggage @37 :UInt8; direction @38 :UInt8;
    zero8 @39 :UInt8; zero16 @40 :UInt16;
  }
  person2 :group {
    height @41 :UInt8; upper @42 :UInt8; lower @43 :UInt8; luggage @44 :UInt8; direction @45 :UInt8;
    zero8 @46 :UInt8; zero16 @47 :UInt16;
  }
  person3 :group {
    height @48 :UInt8; upper @49 :UInt8; lower @50 :UInt8; luggage @51 :UInt8; direction @52 :UInt8;
    zero8 @53 :UInt8; zero16 @54 :UInt16;
  }
  reserved :group {  # always 0: every alert has the same size
    w0 @55 :UInt64; w1 @56 :UInt64; w2 @57 :UInt64; w3 @58 :UInt64; w4 @59 :UInt64;
    w5 @60 :UInt64; w6 @61 :UInt64; w7 @62 :UInt64; w8 @63 :UInt64; w9 @64 :UInt64;
    w10 @65 :UInt64; w11 @66 :UInt64; w12 @67 :UInt64; w13 @68 :UInt64; w14 @69 :UInt64;
    w15 @70 :UInt64; w16 @71 :UInt64; w17 @72 :UInt64; w18 @73 :UInt64; w19 @74 :UInt64;
    w20 @75 :UInt64; w21 @76 :UInt64; w22 @77 :UInt64; w23 @78 :UInt64; w24 @79 :UInt64;
    w25 @80 :UInt64; w26 @81 :UInt64; w27 @82 :UInt64; w28 @83 :UInt64; w29 @84 :UInt64;
    w30 @85 :UInt64; w31 @86 :UInt64; w32 @87 :UInt64; w33 @88 :UInt64; w34 @89 :UInt64;
    w35 @90 :UInt64; w36 @91 :UInt64; w37 @92 :UInt64; w38 @93 :UInt64; w39 @94 :UInt64;
    w40 @95 :UInt64; w41 @96 :UInt64; w42 @97 :UInt64; w43 @98 :UInt64; w44 @99 :UInt64;
    w45 @100 :UInt64; w46 @101 :UInt64; w47 @102 :UInt64; w48 @103 :UInt64; w49 @104 :UInt64;
    w50 @105 :UInt64; w51 @106 :UInt64; w52 @107 :UInt64; w53 @108 :UInt64; w54 @109 :UInt64;
    w55 @110 :UInt64; w56 @111 :UInt64; w57 @112 :UInt64; w58 @113 :UInt64; w59 @114 :UInt64;
    w60 @115 :UInt64; w61 @116 :UInt64; w62 @117 :UInt64; w63 @118 :UInt64; w64 @119 :UInt64;
    w65 @120 :UInt64; w66 @121 :UInt64; w67 @122 :UInt64; w68 @123 :UInt64; w69 @124 :UInt64;
    w70 @125 :UInt64; w71 @126 :UInt64; w72 @127 :UInt64; w73 @128 :UInt64; w74 @129 :UInt64;
    w75 @130 :UInt64; w76 @131 :UInt64; w77 @132 :UInt64; w78 @133 :UInt64; w79 @134 :UInt64;
    w80 @135 :UInt64; w81 @136 :UInt64; w82 @137 :UInt64; w83 @138 :UInt64; w84 @139 :UInt64;
    w85 @140 :UInt64; w86 @141 :UInt64; w87 @142 :UInt64; w88 @143 :UInt64; w89 @144 :UInt64;
    w90 @145 :UInt64; w91 @146 :UInt64; w92 @147 :UInt64; w93 @148 :UInt64; w94 @149 :UInt64;
    w95 @150 :UInt64; w96 @151 :UInt64; w97 @152 :UInt64; w98 @153 :UInt64; w99 @154 :UInt64;
    w100 @155 :UInt64; w101 @156 :UInt64;
  }
  magic @157 :UInt64;  # "TOCSINa1"
}
