;; Cuts a crop out of one channel of bytes that lie in the memory: byte / 255 less the mean of its place, in float32, eight at a time. Rows are written
;; one after the other. Where eight do not divide a row, up to seven numbers too many are written: beyond its end, or before its beginning where it
;; is mirrored. The next row takes their place, for which mirrored rows go from the last to the first; those of the last one lie beside the crop.
(module
  (memory (export "memory") 1)

  (func $low (param $eight v128) (param $mean i32) (result v128)
    (f32x4.sub
      (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u (local.get $eight))) (v128.const f32x4 255 255 255 255))
      (v128.load (local.get $mean))))
  (func $high (param $eight v128) (param $mean i32) (result v128)
    (f32x4.sub
      (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_high_i16x8_u (local.get $eight))) (v128.const f32x4 255 255 255 255))
      (v128.load offset=16 (local.get $mean))))
  (func $reversed (param $four v128) (result v128)
    (i8x16.shuffle 12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3 (local.get $four) (local.get $four)))

  ;; Bytes and means are those of the crop's first place in the channel, whose rows have $width.
  (func (export "ahead")
    (param $bytes i32) (param $mean i32) (param $rows i32) (param $columns i32) (param $width i32) (param $to i32)
    (local $x i32) (local $eight v128) (local $at i32) (local $of i32)
    (loop $row
      (local.set $x (i32.const 0))
      (loop $pixels
        (local.set $eight (v128.load8x8_u (i32.add (local.get $bytes) (local.get $x))))
        (local.set $of (i32.add (local.get $mean) (i32.shl (local.get $x) (i32.const 2))))
        (local.set $at (i32.add (local.get $to) (i32.shl (local.get $x) (i32.const 2))))
        (v128.store (local.get $at) (call $low (local.get $eight) (local.get $of)))
        (v128.store offset=16 (local.get $at) (call $high (local.get $eight) (local.get $of)))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br_if $pixels (i32.lt_u (local.get $x) (local.get $columns))))
      (local.set $bytes (i32.add (local.get $bytes) (local.get $width)))
      (local.set $mean (i32.add (local.get $mean) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $columns) (i32.const 2))))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  (func (export "back")
    (param $bytes i32) (param $mean i32) (param $rows i32) (param $columns i32) (param $width i32) (param $to i32)
    (local $x i32) (local $eight v128) (local $at i32) (local $of i32)
    (local.set $of (i32.mul (local.get $width) (i32.sub (local.get $rows) (i32.const 1))))
    (local.set $bytes (i32.add (local.get $bytes) (local.get $of)))
    (local.set $mean (i32.add (local.get $mean) (i32.shl (local.get $of) (i32.const 2))))
    ;; The end of the row.
    (local.set $to
      (i32.add (local.get $to) (i32.shl (i32.mul (local.get $rows) (local.get $columns)) (i32.const 2))))
    (loop $row
      (local.set $x (i32.const 0))
      (loop $pixels
        (local.set $eight (v128.load8x8_u (i32.add (local.get $bytes) (local.get $x))))
        (local.set $of (i32.add (local.get $mean) (i32.shl (local.get $x) (i32.const 2))))
        (local.set $at
          (i32.sub (i32.sub (local.get $to) (i32.shl (local.get $x) (i32.const 2))) (i32.const 32)))
        (v128.store (local.get $at) (call $reversed (call $high (local.get $eight) (local.get $of))))
        (v128.store offset=16 (local.get $at) (call $reversed (call $low (local.get $eight) (local.get $of))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br_if $pixels (i32.lt_u (local.get $x) (local.get $columns))))
      (local.set $bytes (i32.sub (local.get $bytes) (local.get $width)))
      (local.set $mean (i32.sub (local.get $mean) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $to (i32.sub (local.get $to) (i32.shl (local.get $columns) (i32.const 2))))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows)))))
