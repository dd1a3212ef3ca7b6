using System.Runtime.InteropServices;
using Sonde.Bpf;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>Generated types as a user has them: what the matrix reads by reflection, and what it cannot.</summary>
[Trait("Matrix", "guest")]
public sealed class RecordTests : IClassFixture<FilledLayouts>
{
    private readonly FilledLayouts _filled;

    public RecordTests(FilledLayouts filled) => _filled = filled;

    [Fact]
    public void A_flexible_array_is_read_from_the_bytes_of_its_record()
    {
        Layouts layouts = _filled.Layouts;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref layouts.Bss.FlexibleRecord, 1));
        ref readonly Layouts.Flexible record = ref MemoryMarshal.AsRef<Layouts.Flexible>(bytes);
        Assert.Equal([1000, 1001, 1002], Layouts.Flexible.GetTail(bytes)[..record.Count].ToArray());
    }

    [Fact]
    public void A_flexible_array_of_structures_is_read_and_written()
    {
        byte[] record = _filled.Layouts.Bss.PairsRecord.AsReadOnlySpan().ToArray();
        Assert.Equal([(-1, 10), (-2, 11)], Layouts.FlexibleStructs.GetPairs(record).ToArray().Select(pair => (pair.X, (int)pair.Y)));
        Layouts.FlexibleStructs.GetPairs(record.AsSpan())[1].X = 5;
        Assert.Equal(5, BitConverter.ToInt32(record, 4 + 8));
    }

    [Fact]
    public void A_flexible_array_ends_with_its_record()
    {
        Assert.Equal(1, Layouts.Flexible.GetTail(new byte[7]).Length);
        Assert.Equal(0, Layouts.Flexible.GetTail(new byte[4]).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Layouts.Flexible.GetTail(new byte[3]).Length);
    }

    [Fact]
    public void A_flexible_array_may_begin_before_the_size_of_its_structure()
        => Assert.Equal("tail"u8, Layouts.FlexibleBytes.GetText("12345678-tail"u8));

    [Fact]
    public void A_flexible_array_in_a_union_and_one_of_rows_have_their_places()
    {
        byte[] record = new byte[20];
        record[4] = 7;
        Assert.Equal(7, Layouts.FlexibleInUnion.GetNumbers(record)[0]);
        Assert.Equal(7, Layouts.FlexibleInUnion.GetLetters(record)[0]);
        Assert.Equal(2, Layouts.FlexibleGrid.GetGrid(record).Length);
        Assert.Equal(7, Layouts.FlexibleGrid.GetGrid(record)[0][0]);
    }

    [Fact]
    public void A_variable_may_bring_its_flexible_array()
    {
        Assert.Equal(2, _filled.Layouts.Data.Initialised.Count);
        Assert.Equal([7, 8], Layouts.Flexible.GetTail(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref _filled.Layouts.Data, 1))).ToArray());
    }

    [Fact]
    public void Arrays_of_arrays_are_indexed_and_spanned()
    {
        ref Layouts.Arrays arrays = ref _filled.Layouts.Bss.ArraysValue;
        Assert.Equal(-6, arrays.Two[0][2]);
        Assert.Equal([7, -8, 9], arrays.Two[1].AsReadOnlySpan().ToArray());
        Assert.Equal("ghij", arrays.Three[1][1].ToString());
        Assert.Equal(2, arrays.Two.AsSpan().Length);
    }

    [Fact]
    public void Text_is_text_in_any_row()
    {
        ref Layouts.Characters characters = ref _filled.Layouts.Bss.CharactersValue;
        Assert.Equal("swapper/0", characters.Text.ToString());
        Assert.Equal("four", characters.Exact.ToString());
        Assert.Equal("second", characters.Rows[1].ToString());
    }

    [Fact]
    public void Bitfields_are_written_in_place()
    {
        ref Layouts.BitsUnaligned bits = ref _filled.Layouts.Bss.BitsUnalignedValue;
        ulong before = bits.B;
        bits.B = 0x0123456789abcdef;
        Assert.Equal((0x0123456789abcdeful, (byte)5, (byte)2), (bits.B, (byte)bits.A, (byte)bits.Last));
        bits.B = before;
    }

    [Fact]
    public void A_bitfield_cuts_off_what_does_not_fit()
    {
        var bits = new Layouts.SignedBits { A = 7, C = 1 << 19 };
        Assert.Equal((-1, -(1 << 19)), (bits.A, bits.C));
    }

    [Fact]
    public void A_pointer_is_an_address()
    {
        KernelPointer next = _filled.Layouts.Bss.ListHeadValue.Next;
        Assert.Equal("0xffff888000001000", next.ToString());
        Assert.Equal(0xffff888000001000, (ulong)next);
        Assert.Equal(next, (KernelPointer)0xffff888000001000);
        Assert.False(next.IsNull);
        Assert.True(default(KernelPointer).IsNull);
        Assert.True(next < _filled.Layouts.Bss.ListHeadValue.Prev);
    }

    [Fact]
    public void Structures_and_unions_are_keys_and_values_of_maps()
    {
        BpfHashMap<Layouts.ListHead, Layouts.OfStructs> map = _filled.Layouts.Maps.ByList;
        var key = new Layouts.ListHead { Next = (KernelPointer)1, Prev = (KernelPointer)2 };
        map.Update(key, new Layouts.OfStructs { Both = 0x0000_0003_0000_0004 });
        Assert.True(map.TryGetValue(key, out Layouts.OfStructs value));
        Assert.Equal((4, 3), (value.Pair.X, (int)value.Pair.Y));
    }

    [Fact]
    public void Exported_types_are_there_without_a_map_or_variable()
    {
        var exported = new Layouts.Exported { A = 1, Next = (KernelPointer)2, Kind = Layouts.ExportedKind.ExportedOne };
        Assert.Equal(24, Boxed.SizeOf(exported.GetType()));
        Assert.Equal(2, Boxed.SizeOf(typeof(Layouts.ExportedT)));
        Assert.Equal(8, Boxed.SizeOf(typeof(Layouts.ExportedUnion)));
        Assert.Equal(27, (int)Layouts.BpfMapType.BpfMapTypeRingbuf);
    }

    [Fact]
    public void Flags_print_as_flags_and_counts_as_counts()
    {
        Assert.Equal("FlagRead, FlagExec", _filled.Layouts.Bss.EnumsValue.Flags.ToString());
        Assert.Equal("3", ((Layouts.State)3).ToString());
    }

    [Fact]
    public void A_long_double_of_the_BPF_target_is_a_double()
        => Assert.Equal(typeof(double), Boxed.TypeOf(typeof(Layouts.BssSection), "LongDoubleValue"));
}
