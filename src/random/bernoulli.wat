;; What bernoulli.ts defines, for four groups at a time: lane i of every vector belongs to group i of the four.
(module
  (memory (export "memory") 1)

  ;; Writes the bits of four times `quads` groups from `group` on to the beginning of the memory, 64 bytes each time. The key is (k0, k1), the
  ;; counter of digit j of group g (16 g + j, c1, c2, c3); threshold from 1 to 2^16 - 1.
  (func (export "fill")
    (param $quads i32) (param $group i32) (param $threshold i32)
    (param $k0 i32) (param $k1 i32) (param $c1 i32) (param $c2 i32) (param $c3 i32)
    (local $to i32) (local $end i32) (local $lowest i32) (local $digit i32)
    (local $first v128) (local $round i32) (local $key0 v128) (local $key1 v128)
    (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128)
    (local $low v128) (local $high v128) (local $product0 v128)
    (local $kept0 v128) (local $kept1 v128) (local $kept2 v128) (local $kept3 v128)

    (local.set $end (i32.shl (local.get $quads) (i32.const 6)))
    (local.set $lowest (i32.sub (i32.const 15) (i32.ctz (local.get $threshold))))
    (local.set $first
      (i32x4.shl
        (i32x4.add (i32x4.splat (local.get $group)) (v128.const i32x4 0 1 2 3))
        (i32.const 4)))

    (block $done (loop $quad
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (local.set $kept0 (v128.const i32x4 -1 -1 -1 -1))
      (local.set $kept1 (local.get $kept0))
      (local.set $kept2 (local.get $kept0))
      (local.set $kept3 (local.get $kept0))

      (local.set $digit (local.get $lowest))
      (loop $digits
        (local.set $x0 (i32x4.add (local.get $first) (i32x4.splat (local.get $digit))))
        (local.set $x1 (i32x4.splat (local.get $c1)))
        (local.set $x2 (i32x4.splat (local.get $c2)))
        (local.set $x3 (i32x4.splat (local.get $c3)))
        (local.set $key0 (i32x4.splat (local.get $k0)))
        (local.set $key1 (i32x4.splat (local.get $k1)))

        ;; Ten rounds of Philox, as in philox.ts.
        (local.set $round (i32.const 10))
        (loop $rounds
          ;; 0xd2511f53 x0: the even words of these products are the low halves, the odd ones the high halves.
          (local.set $low
            (i64x2.extmul_low_i32x4_u (local.get $x0) (v128.const i32x4 0xd2511f53 0xd2511f53 0xd2511f53 0xd2511f53)))
          (local.set $high
            (i64x2.extmul_high_i32x4_u (local.get $x0) (v128.const i32x4 0xd2511f53 0xd2511f53 0xd2511f53 0xd2511f53)))
          (local.set $product0
            (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $low) (local.get $high)))
          (local.set $x0
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $low) (local.get $high)))
          ;; 0xcd9e8d57 x2
          (local.set $low
            (i64x2.extmul_low_i32x4_u (local.get $x2) (v128.const i32x4 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57)))
          (local.set $high
            (i64x2.extmul_high_i32x4_u (local.get $x2) (v128.const i32x4 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57)))
          (local.set $x2 (v128.xor (v128.xor (local.get $product0) (local.get $x3)) (local.get $key1)))
          (local.set $x3 (local.get $x0))
          (local.set $x0
            (v128.xor
              (v128.xor
                (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $low) (local.get $high))
                (local.get $x1))
              (local.get $key0)))
          (local.set $x1
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $low) (local.get $high)))
          (local.set $key0
            (i32x4.add (local.get $key0) (v128.const i32x4 0x9e3779b9 0x9e3779b9 0x9e3779b9 0x9e3779b9)))
          (local.set $key1
            (i32x4.add (local.get $key1) (v128.const i32x4 0xbb67ae85 0xbb67ae85 0xbb67ae85 0xbb67ae85)))
          (br_if $rounds (local.tee $round (i32.sub (local.get $round) (i32.const 1)))))

        ;; From the lowest digit up: r >= t, where t's digit is 1, if r's is 1 and the digits below are; else if either is.
        (if (i32.and (i32.shr_u (local.get $threshold) (i32.sub (i32.const 15) (local.get $digit))) (i32.const 1))
          (then
            (local.set $kept0 (v128.and (local.get $kept0) (local.get $x0)))
            (local.set $kept1 (v128.and (local.get $kept1) (local.get $x1)))
            (local.set $kept2 (v128.and (local.get $kept2) (local.get $x2)))
            (local.set $kept3 (v128.and (local.get $kept3) (local.get $x3))))
          (else
            (local.set $kept0 (v128.or (local.get $kept0) (local.get $x0)))
            (local.set $kept1 (v128.or (local.get $kept1) (local.get $x1)))
            (local.set $kept2 (v128.or (local.get $kept2) (local.get $x2)))
            (local.set $kept3 (v128.or (local.get $kept3) (local.get $x3)))))
        (br_if $digits (i32.ge_s (local.tee $digit (i32.sub (local.get $digit) (i32.const 1))) (i32.const 0))))

      ;; Four words of four groups, transposed: the words of a group lie together.
      (local.set $x0
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $kept0) (local.get $kept1)))
      (local.set $x1
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $kept0) (local.get $kept1)))
      (local.set $x2
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $kept2) (local.get $kept3)))
      (local.set $x3
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $kept2) (local.get $kept3)))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x0) (local.get $x2)))
      (v128.store offset=16 (local.get $to)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x0) (local.get $x2)))
      (v128.store offset=32 (local.get $to)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x1) (local.get $x3)))
      (v128.store offset=48 (local.get $to)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x1) (local.get $x3)))

      (local.set $first (i32x4.add (local.get $first) (v128.const i32x4 64 64 64 64)))
      (local.set $to (i32.add (local.get $to) (i32.const 64)))
      (br $quad)))))
