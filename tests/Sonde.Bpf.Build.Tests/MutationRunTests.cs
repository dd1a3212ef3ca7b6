using System.Diagnostics;
using System.Globalization;
using Sonde.Bpf.Build.Describing;
using Sonde.Generators;
using Sonde.Generators.Emit;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Tests;

/// <summary>
/// Damaged objects and descriptions on the whole way from the bytes of an object to the text of a class. SONDE_MUTATION_SEED repeats a run
/// with another seed than the usual one, SONDE_MUTATION_INPUT one input of it.
/// </summary>
public sealed class MutationRunTests(ITestOutputHelper output)
{
    private const int Inputs = 20_000;
    private const int UsualSeed = 20_261;

    // A hundred times what the slowest of them takes on an idle machine.
    private static readonly TimeSpan InputLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(5);

    private static readonly byte[][] Objects = [.. ((string[])["rich", "Kinds", "Skeleton", "TaggedRing"]).Select(CompiledObject.Of)];
    private static readonly string[] Descriptions = [.. Objects.Select(image => Describe(image)!)];

    private enum Outcome
    {
        RefusedByReader,
        RefusedByGenerator,
        Generated,
    }

    [Fact]
    public async Task Twenty_thousand_damaged_inputs_end_in_a_class_or_in_a_diagnostic()
    {
        int seed = Number("SONDE_MUTATION_SEED") ?? UsualSeed;
        int? only = Number("SONDE_MUTATION_INPUT");
        output.WriteLine($"seed {seed}");
        int current = -1;
        int[] counts = new int[3];
        TimeSpan slowest = default;
        Task run = Task.Run(() =>
        {
            for (int input = only ?? 0; input < (only + 1 ?? Inputs); input++)
            {
                Volatile.Write(ref current, input);
                long start = Stopwatch.GetTimestamp();
                counts[(int)Run(seed, input)]++;
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                Assert.True(elapsed < InputLimit, $"seed {seed} input {input} took {elapsed}");
                slowest = elapsed > slowest ? elapsed : slowest;
            }
        });
        if (await Task.WhenAny(run, Task.Delay(RunLimit)) != run)
            Assert.Fail($"seed {seed} input {Volatile.Read(ref current)} does not end");
        await run;
        output.WriteLine($"{counts[0]} refused by the reader, {counts[1]} by the generator, {counts[2]} generated; the slowest took {slowest}");

        // A run in which nothing goes wrong, or all of it at the first byte, tests nothing.
        if (only is null)
            Assert.All(counts, count => Assert.True(count > Inputs / 50, string.Join(' ', counts)));
    }

    [Fact]
    public void A_good_input_is_generated() =>
        Assert.All(Objects, image => Assert.Equal(Outcome.Generated, Generate(Describe(image)!)));

    [Fact]
    public void An_input_is_the_same_each_time()
    {
        Assert.Equal(Mutations.Damage(Objects[0], new Random(5)), Mutations.Damage(Objects[0], new Random(5)));
        Assert.Equal(Mutations.Damage(Descriptions, new Random(5)), Mutations.Damage(Descriptions, new Random(5)));
    }

    [Theory]
    [InlineData("struct s", "type {0} struct s 4 4\n  field a 1 0 0\n", "export {0}\n")]
    [InlineData("a chain", "type {0} struct s{0} 4 4\n  field a {1} 0 0\n", "")]
    [InlineData("enums of one name", "type {0} enum e 4 unsigned\n  value A 1\n", "export {0}\n")]
    [InlineData("arrays", "type {0} array 1 {0}\n", "export {0}\n")]
    [InlineData("tries", "type {0} struct k 8 4\n  field p 1 0 0\n  field a 1 32 0\n", "map m 11 lpm_trie {0} 1 8 4 1 1\n")]
    [InlineData("sections", "type {0} float f 4\n", "section .data.s{0} 4\n  variable v 1 0 4 global\n")]
    public async Task A_hundred_thousand_types_take_seconds(string what, string type, string use)
    {
        const int count = 100_000;
        var text = new System.Text.StringBuilder("sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\n");
        for (int id = 2; id <= count; id++)
            text.AppendFormat(CultureInfo.InvariantCulture, type, id, id == count ? 1 : id + 1);
        for (int id = 2; id <= count && use.Length > 0; id++)
            text.AppendFormat(CultureInfo.InvariantCulture, use, id);
        if (use.Length == 0)
            text.Append("export 2\n");
        await InTime(what, () => Generate(text.ToString()));
    }

    [Theory]
    [InlineData("structures within each other")]
    [InlineData("structures side by side")]
    [InlineData("a circle of typedefs")]
    public async Task An_object_with_a_hundred_thousand_types_takes_seconds(string what)
    {
        const int count = 100_000;
        const int members = 60_000;
        const uint structure = 4u << 24;
        byte[] image = LargeObject.Make(Objects[3], count, (id, first) => (what[0], id - first) switch
        {
            ('a', _) => [1, 8u << 24, (uint)(id == first + count - 1 ? first : id + 1)],
            (_, count - 1) => [0, 2u << 24, 0],
            ('s', 0) when what.EndsWith("side", StringComparison.Ordinal) =>
                [1, structure | members, 8 * members, .. Enumerable.Range(0, members).SelectMany(i => (uint[])[1, (uint)(first + 1 + i), (uint)(64 * i)])],
            _ => [1, structure | 1, 8, 1, (uint)(what.EndsWith("side", StringComparison.Ordinal) ? first + count - 1 : id + 1), 0],
        });
        await InTime(what, () => Describe(image) is { } text ? Generate(text) : Outcome.RefusedByReader);
    }

    // What does not end is a failure, not a run that nobody ends.
    private async Task InTime(string what, Func<Outcome> make)
    {
        long start = Stopwatch.GetTimestamp();
        Outcome outcome = await Task.Run(make).WaitAsync(TimeSpan.FromSeconds(60));
        output.WriteLine($"{what}: {outcome} in {Stopwatch.GetElapsedTime(start)}");
    }

    private static Outcome Run(int seed, int input)
    {
        var random = new Random(unchecked((seed * 1_000_003) + input));
        try
        {
            if (input % 2 == 0)
                return Generate(Mutations.Damage(Descriptions, random));
            byte[] image = Mutations.Damage(Objects[random.Next(Objects.Length)], random);
            return Describe(image) is { } text ? Generate(text) : Outcome.RefusedByReader;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new Xunit.Sdk.XunitException($"seed {seed} input {input}: {e}");
        }
    }

    // As the task does it: these are the exceptions that become the build's errors.
    private static string? Describe(byte[] image)
    {
        try
        {
            BpfObjectFile file = BpfObjectFile.Parse(image);
            return ObjectDescription.Write(file, "a.bpf.c", PlacesOf(file));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static SourcePlaces PlacesOf(BpfObjectFile file)
    {
        var places = new SourcePlaces();
        try
        {
            places.Add(file.Elf);
        }
        catch (FormatException)
        {
        }

        return places;
    }

    // As the generator does it.
    private static Outcome Generate(string text)
    {
        var input = new ProgramInput("obj/a.bpf.txt", "Samples", "Program1", "public", "a.bpf.o", "src/a.bpf.c", "", text);
        ProgramResult result = ProgramCompiler.Compile(input, default);
        Assert.All(result.Problems.Where(problem => problem.Place is not null), problem => Path.GetFullPath(problem.Place!.File, "/project"));
        if (result.Skeleton is null)
        {
            Assert.NotEmpty(result.Problems);
            return Outcome.RefusedByGenerator;
        }

        Assert.StartsWith("// <auto-generated/>", SkeletonEmitter.Emit(result.Skeleton, "1.0.0"), StringComparison.Ordinal);
        return Outcome.Generated;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
}
