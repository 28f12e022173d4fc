;; The elementwise work that stays outside the graphs, in WebAssembly SIMD over one imported memory.
;; All lengths are multiples of 4 floats (16 bytes); the caller pads.
(module
  (memory (import "env" "memory") 1 65536)

  ;; AdamW (Loshchilov and Hutter, 2019) with bias correction folded into `step` and `root`:
  ;;   m = b1*m + c1*s*g ; v = b2*v + c2*(s*g)^2 ; p = keep*p - step*m / (sqrt(v)*root + eps)
  ;; where s scales the gradient (clipping), keep = 1 - lr*decay, step = lr/(1-b1^t), root = 1/sqrt(1-b2^t).
  ;; c1 = 1-b1 and c2 = 1-b2 come from outside: in float32 1-0.999 is wrong by 1e-5.
  (func (export "adamw")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $count i32)
    (param $b1 f32) (param $c1 f32) (param $b2 f32) (param $c2 f32) (param $eps f32) (param $keep f32) (param $step f32) (param $root f32) (param $scale f32)
    (local $end i32) (local $vg v128) (local $vm v128) (local $vv v128)
    (local $B1 v128) (local $C1 v128) (local $B2 v128) (local $C2 v128)
    (local $EPS v128) (local $KEEP v128) (local $STEP v128) (local $ROOT v128) (local $SCALE v128)
    (local.set $B1 (f32x4.splat (local.get $b1)))
    (local.set $C1 (f32x4.splat (local.get $c1)))
    (local.set $B2 (f32x4.splat (local.get $b2)))
    (local.set $C2 (f32x4.splat (local.get $c2)))
    (local.set $EPS (f32x4.splat (local.get $eps)))
    (local.set $KEEP (f32x4.splat (local.get $keep)))
    (local.set $STEP (f32x4.splat (local.get $step)))
    (local.set $ROOT (f32x4.splat (local.get $root)))
    (local.set $SCALE (f32x4.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $p) (local.get $end)))
        (local.set $vg (f32x4.mul (v128.load (local.get $g)) (local.get $SCALE)))
        (local.set $vm (f32x4.add
          (f32x4.mul (local.get $B1) (v128.load (local.get $m)))
          (f32x4.mul (local.get $C1) (local.get $vg))))
        (local.set $vv (f32x4.add
          (f32x4.mul (local.get $B2) (v128.load (local.get $v)))
          (f32x4.mul (local.get $C2) (f32x4.mul (local.get $vg) (local.get $vg)))))
        (v128.store (local.get $m) (local.get $vm))
        (v128.store (local.get $v) (local.get $vv))
        (v128.store (local.get $p) (f32x4.sub
          (f32x4.mul (local.get $KEEP) (v128.load (local.get $p)))
          (f32x4.div
            (f32x4.mul (local.get $STEP) (local.get $vm))
            (f32x4.add (f32x4.mul (f32x4.sqrt (local.get $vv)) (local.get $ROOT)) (local.get $EPS)))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next))))

  ;; The same with the moments as bfloat16, the upper half of a float32, rounded at random: up with the probability
  ;; of the part that is cut off. Rounded to nearest, a moment would stand still: (1-b2)*g^2 is less than half its last
  ;; digit. The step itself takes the moments before they are rounded. One call of $bits serves both.
  (func (export "adamw16")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $count i32)
    (param $b1 f32) (param $c1 f32) (param $b2 f32) (param $c2 f32) (param $eps f32) (param $keep f32) (param $step f32) (param $root f32) (param $scale f32)
    (param $key1 i32) (param $key2 i32)
    (local $end i32) (local $vg v128) (local $vm v128) (local $vv v128) (local $random v128) (local $counter v128)
    (local $B1 v128) (local $C1 v128) (local $B2 v128) (local $C2 v128)
    (local $EPS v128) (local $KEEP v128) (local $STEP v128) (local $ROOT v128) (local $SCALE v128)
    (local $K1 v128) (local $K2 v128)
    (local.set $B1 (f32x4.splat (local.get $b1)))
    (local.set $C1 (f32x4.splat (local.get $c1)))
    (local.set $B2 (f32x4.splat (local.get $b2)))
    (local.set $C2 (f32x4.splat (local.get $c2)))
    (local.set $EPS (f32x4.splat (local.get $eps)))
    (local.set $KEEP (f32x4.splat (local.get $keep)))
    (local.set $STEP (f32x4.splat (local.get $step)))
    (local.set $ROOT (f32x4.splat (local.get $root)))
    (local.set $SCALE (f32x4.splat (local.get $scale)))
    (local.set $K1 (i32x4.splat (local.get $key1)))
    (local.set $K2 (i32x4.splat (local.get $key2)))
    (local.set $counter (v128.const i32x4 0 1 2 3))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $p) (local.get $end)))
        (local.set $vg (f32x4.mul (v128.load (local.get $g)) (local.get $SCALE)))
        (local.set $vm (f32x4.add
          (f32x4.mul (local.get $B1) (i32x4.shl (v128.load16x4_u (local.get $m)) (i32.const 16)))
          (f32x4.mul (local.get $C1) (local.get $vg))))
        (local.set $vv (f32x4.add
          (f32x4.mul (local.get $B2) (i32x4.shl (v128.load16x4_u (local.get $v)) (i32.const 16)))
          (f32x4.mul (local.get $C2) (f32x4.mul (local.get $vg) (local.get $vg)))))
        (local.set $random (call $bits (local.get $counter) (local.get $K1) (local.get $K2)))
        (local.set $counter (i32x4.add (local.get $counter) (v128.const i32x4 4 4 4 4)))
        (v128.store64_lane 0 (local.get $m) (call $upper
          (i32x4.add (local.get $vm) (v128.and (local.get $random) (v128.const i32x4 0xffff 0xffff 0xffff 0xffff)))))
        (v128.store64_lane 0 (local.get $v) (call $upper
          (i32x4.add (local.get $vv) (i32x4.shr_u (local.get $random) (i32.const 16)))))
        (v128.store (local.get $p) (f32x4.sub
          (f32x4.mul (local.get $KEEP) (v128.load (local.get $p)))
          (f32x4.div
            (f32x4.mul (local.get $STEP) (local.get $vm))
            (f32x4.add (f32x4.mul (f32x4.sqrt (local.get $vv)) (local.get $ROOT)) (local.get $EPS)))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 8)))
        (local.set $v (i32.add (local.get $v) (i32.const 8)))
        (br $next))))

  ;; The upper halves of four words, in the low 64 bits.
  (func $upper (param $x v128) (result v128)
    (local.set $x (i32x4.shr_u (local.get $x) (i32.const 16)))
    (i16x8.narrow_i32x4_u (local.get $x) (local.get $x)))

  ;; Sum of squares in float64: float32 sums are wrong by 1e-3 at the size of a model.
  (func (export "sumOfSquares") (param $x i32) (param $count i32) (result f64)
    (local $end i32) (local $a v128) (local $b v128) (local $v v128) (local $lo v128) (local $hi v128)
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $x) (local.get $end)))
        (local.set $v (v128.load (local.get $x)))
        (local.set $lo (f64x2.promote_low_f32x4 (local.get $v)))
        (local.set $hi (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $v) (local.get $v))))
        (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $lo) (local.get $lo))))
        (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $hi) (local.get $hi))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next)))
    (local.set $a (f64x2.add (local.get $a) (local.get $b)))
    (f64.add (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 1 (local.get $a))))

  ;; y = a*y + b*x.
  (func (export "blend") (param $y i32) (param $x i32) (param $count i32) (param $a f32) (param $b f32)
    (local $end i32) (local $A v128) (local $B v128)
    (local.set $A (f32x4.splat (local.get $a)))
    (local.set $B (f32x4.splat (local.get $b)))
    (local.set $end (i32.add (local.get $y) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $y) (local.get $end)))
        (v128.store (local.get $y) (f32x4.add
          (f32x4.mul (local.get $A) (v128.load (local.get $y)))
          (f32x4.mul (local.get $B) (v128.load (local.get $x)))))
        (local.set $y (i32.add (local.get $y) (i32.const 16)))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next))))

  ;; table[ids[r]] += rows[r] for rows of `width` floats: the gradient of an embedding.
  (func (export "scatterAdd") (param $table i32) (param $rows i32) (param $ids i32) (param $count i32) (param $width i32)
    (local $target i32) (local $end i32) (local $bytes i32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $target (i32.add (local.get $table) (i32.mul (i32.load (local.get $ids)) (local.get $bytes))))
        (local.set $end (i32.add (local.get $rows) (local.get $bytes)))
        (loop $next
          (v128.store (local.get $target)
            (f32x4.add (v128.load (local.get $target)) (v128.load (local.get $rows))))
          (local.set $target (i32.add (local.get $target) (i32.const 16)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $rows) (local.get $end))))
        (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $row))))

  ;; Counter-based random bits: Murmur3's finaliser over a Weyl sequence, entered by two keys.
  (func $bits (param $counter v128) (param $key1 v128) (param $key2 v128) (result v128)
    (local $x v128)
    (local.set $x (i32x4.add (i32x4.mul (local.get $counter) (v128.const i32x4 0x9e3779b9 0x9e3779b9 0x9e3779b9 0x9e3779b9)) (local.get $key1)))
    (local.set $x (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16))))
    (local.set $x (i32x4.mul (local.get $x) (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
    (local.set $x (v128.xor (local.get $x) (local.get $key2)))
    (local.set $x (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 13))))
    (local.set $x (i32x4.mul (local.get $x) (v128.const i32x4 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35)))
    (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16))))

  ;; Writes `count` bytes (a multiple of 16): 0 with probability drop/65536, else 1.
  (func (export "dropoutMask") (param $mask i32) (param $count i32) (param $key1 i32) (param $key2 i32) (param $drop i32)
    (local $end i32) (local $counter v128) (local $K1 v128) (local $K2 v128) (local $low v128) (local $high v128) (local $D v128)
    (local.set $counter (v128.const i32x4 0 1 2 3))
    (local.set $K1 (i32x4.splat (local.get $key1)))
    (local.set $K2 (i32x4.splat (local.get $key2)))
    (local.set $D (i16x8.splat (local.get $drop)))
    (local.set $end (i32.add (local.get $mask) (local.get $count)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $mask) (local.get $end)))
        (local.set $low (i16x8.ge_u (call $bits (local.get $counter) (local.get $K1) (local.get $K2)) (local.get $D)))
        (local.set $counter (i32x4.add (local.get $counter) (v128.const i32x4 4 4 4 4)))
        (local.set $high (i16x8.ge_u (call $bits (local.get $counter) (local.get $K1) (local.get $K2)) (local.get $D)))
        (local.set $counter (i32x4.add (local.get $counter) (v128.const i32x4 4 4 4 4)))
        (v128.store (local.get $mask) (v128.and
          (i8x16.narrow_i16x8_s (local.get $low) (local.get $high))
          (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)))
        (local.set $mask (i32.add (local.get $mask) (i32.const 16)))
        (br $next)))))
