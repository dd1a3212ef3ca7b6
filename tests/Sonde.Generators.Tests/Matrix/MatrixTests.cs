using System.Globalization;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>
/// Types of every kind through clang, task and generator: what C# has is what BTF says, what clang says for this machine, and what a
/// BPF program writes.
/// </summary>
public sealed class MatrixTests : IClassFixture<FilledLayouts>
{
    private readonly FilledLayouts _filled;

    public MatrixTests(FilledLayouts filled) => _filled = filled;

    public static TheoryData<string> Names => [.. MatrixObject.Values.Keys];

    [Fact]
    public void There_are_at_least_eighty_types() =>
        Assert.InRange(MatrixObject.Values.Values.Select(variable => variable.TypeId).Distinct().Count(), 80, int.MaxValue);

    [Theory]
    [MemberData(nameof(Names))]
    public void Size_is_what_clang_says(string name)
    {
        int size = Boxed.SizeOf(MatrixObject.TypeOf(name));
        Assert.Equal(MatrixObject.SizeOf(name), size);
        Assert.Equal(NativeProbe.SizeOf(name), size.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_part_has_the_bits_that_clang_gives_it(string name)
    {
        Type type = MatrixObject.TypeOf(name);
        int size = Boxed.SizeOf(type);
        Assert.NotEmpty(MatrixObject.LeavesOf(name));
        foreach (Leaf leaf in MatrixObject.LeavesOf(name))
        {
            string image = leaf.Image(type);
            Assert.Equal((leaf.Path, leaf.Image(size)), (leaf.Path, image));
            Assert.Equal((leaf.Path, NativeProbe.ImageOf(name, leaf)), (leaf.Path, image));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Writing_a_part_leaves_the_others_as_they_are(string name)
    {
        Type type = MatrixObject.TypeOf(name);
        int size = Boxed.SizeOf(type);
        byte[] full = new byte[size];
        Array.Fill(full, (byte)0xff);
        foreach (Leaf leaf in MatrixObject.LeavesOf(name).Where(leaf => leaf.IsBitfield))
        {
            byte[] image = Convert.FromHexString(leaf.Image(size));
            object value = leaf.Clear(Boxed.Of(type, full));
            Assert.Equal((leaf.Path, Convert.ToHexString([.. image.Select(bits => (byte)~bits)])), (leaf.Path, Convert.ToHexString(Boxed.Bytes(value))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_BPF_program_writes_is_read_back(string name)
    {
        TestKernel.Require(KernelFeatures.Bpf);
        object value = Boxed.Get(_filled.Values, MatrixObject.FieldOf(name));
        foreach (Leaf leaf in MatrixObject.LeavesOf(name))
            Assert.Equal((leaf.Path, NativeProbe.ValueOf(name, leaf)), (leaf.Path, leaf.Read(value)));
    }
}
