;; What plain-passes.ts computes, four numbers at a time.
(module
  (memory (export "memory") 1)

  ;; Makes `width` new pixels of a row of old ones, three bytes each. For each new pixel the table has a record of `stride` bytes: bytes to the first old
  ;; pixel that it is made of, how many there are, and the weight of each. Reads and writes a byte more than the last pixel has.
  (func (export "across")
    (param $from i32) (param $to i32) (param $record i32) (param $stride i32) (param $width i32)
    (local $end i32) (local $pixel i32) (local $weight i32) (local $last i32) (local $sum v128)
    (local.set $end (i32.add (local.get $to) (i32.mul (local.get $width) (i32.const 3))))
    (loop $pixels
      (local.set $pixel (i32.add (local.get $from) (i32.load (local.get $record))))
      (local.set $weight (i32.add (local.get $record) (i32.const 8)))
      (local.set $last
        (i32.add (local.get $weight) (i32.shl (i32.load offset=4 (local.get $record)) (i32.const 2))))
      (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (loop $taps
        (local.set $sum
          (i32x4.add
            (local.get $sum)
            (i32x4.mul
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixel))))
              (v128.load32_splat (local.get $weight)))))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 3)))
        (br_if $taps
          (i32.lt_u (local.tee $weight (i32.add (local.get $weight) (i32.const 4))) (local.get $last))))
      (local.set $sum (i32x4.shr_u (local.get $sum) (i32.const 22)))
      (local.set $sum (i16x8.narrow_i32x4_u (local.get $sum) (local.get $sum)))
      (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
      (local.set $record (i32.add (local.get $record) (local.get $stride)))
      (br_if $pixels (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 3))) (local.get $end)))))

  ;; Adds `weight` times each byte to a sum, `bytes` of them, a multiple of 16.
  (func (export "add")
    (param $from i32) (param $sums i32) (param $weight i32) (param $bytes i32)
    (local $end i32) (local $row v128) (local $half v128) (local $by v128)
    (local.set $by (i32x4.splat (local.get $weight)))
    (local.set $end (i32.add (local.get $from) (local.get $bytes)))
    (loop $sixteen
      (local.set $row (v128.load (local.get $from)))
      (local.set $half (i16x8.extend_low_i8x16_u (local.get $row)))
      (v128.store (local.get $sums)
        (i32x4.add (v128.load (local.get $sums))
          (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $by))))
      (v128.store offset=16 (local.get $sums)
        (i32x4.add (v128.load offset=16 (local.get $sums))
          (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $by))))
      (local.set $half (i16x8.extend_high_i8x16_u (local.get $row)))
      (v128.store offset=32 (local.get $sums)
        (i32x4.add (v128.load offset=32 (local.get $sums))
          (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $by))))
      (v128.store offset=48 (local.get $sums)
        (i32x4.add (v128.load offset=48 (local.get $sums))
          (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $by))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
      (br_if $sixteen
        (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 16))) (local.get $end)))))

  ;; Sixteen sums as bytes.
  (func $bytes (param $sums i32) (result v128)
    (i8x16.narrow_i16x8_u
      (i16x8.narrow_i32x4_u
        (i32x4.shr_u (v128.load (local.get $sums)) (i32.const 22))
        (i32x4.shr_u (v128.load offset=16 (local.get $sums)) (i32.const 22)))
      (i16x8.narrow_i32x4_u
        (i32x4.shr_u (v128.load offset=32 (local.get $sums)) (i32.const 22))
        (i32x4.shr_u (v128.load offset=48 (local.get $sums)) (i32.const 22)))))

  ;; Writes the sums of `pixels` pixels, a multiple of 16, as bytes in three planes, one after the other.
  (func (export "planes")
    (param $sums i32) (param $to i32) (param $pixels i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128)
    (local.set $end (i32.add (local.get $to) (local.get $pixels)))
    (loop $sixteen
      (local.set $a (call $bytes (local.get $sums)))
      (local.set $b (call $bytes (i32.add (local.get $sums) (i32.const 64))))
      (local.set $c (call $bytes (i32.add (local.get $sums) (i32.const 128))))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 17 20 23 26 29
          (i8x16.shuffle 0 3 6 9 12 15 18 21 24 27 30 0 0 0 0 0 (local.get $a) (local.get $b))
          (local.get $c)))
      (v128.store (i32.add (local.get $to) (local.get $pixels))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 18 21 24 27 30
          (i8x16.shuffle 1 4 7 10 13 16 19 22 25 28 31 0 0 0 0 0 (local.get $a) (local.get $b))
          (local.get $c)))
      (v128.store (i32.add (local.get $to) (i32.shl (local.get $pixels) (i32.const 1)))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 16 19 22 25 28 31
          (i8x16.shuffle 2 5 8 11 14 17 20 23 26 29 0 0 0 0 0 0 (local.get $a) (local.get $b))
          (local.get $c)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 192)))
      (br_if $sixteen
        (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end))))))
