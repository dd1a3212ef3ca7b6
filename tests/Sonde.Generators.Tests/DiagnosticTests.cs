using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Each diagnostic by its text, and that what it is about is left out rather than guessed.</summary>
public sealed class DiagnosticTests
{
    private const string Head = "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\n";
    private const string EventMap = "map events 1 hash 1 2 4 8 16 0\n";

    [Theory]
    [InlineData("type 2 struct event 8 4\n  field low 1 0 33\n",
        "SONDE011", "field 'low' of 'struct event' is a bitfield of 33 bits that no compiler makes of its type; compile the object again")]
    [InlineData("type 2 struct event 8 4\n  field low 3 0 3\ntype 3 float float 4\n",
        "SONDE011", "field 'low' of 'struct event' is a bitfield of 3 bits that no compiler makes of its type; compile the object again")]
    [InlineData("type 2 struct event 8 4\n  field off 1 3 0\n",
        "SONDE011", "field 'off' of 'struct event' is a bitfield of 0 bits that no compiler makes of its type; compile the object again")]
    [InlineData("type 2 array 1 0\n",
        "SONDE012", "'int[0]' has no size, and no type of C# is without one")]
    [InlineData("type 2 union nothing 0 1\n",
        "SONDE012", "'union nothing' has no size, and no type of C# is without one")]
    [InlineData("type 2 struct event 4 4\n  field odd 3 0 0\ntype 3 int odd_int 3 signed\n",
        "SONDE013", "field 'odd' of 'struct event' is a scalar without a counterpart in C# (odd_int, 3 bytes); declare it as an array of bytes")]
    [InlineData("type 2 struct event 16 16\n  field wide 3 0 0\ntype 3 float long_double 16\n",
        "SONDE013", "field 'wide' of 'struct event' is a scalar without a counterpart in C# (long_double, 16 bytes); declare it as an array of bytes")]
    [InlineData("type 2 enum level 16 unsigned\n  value ONE 1\n",
        "SONDE013", "'enum level' is a scalar without a counterpart in C# (enum level, 16 bytes); declare it as an array of bytes")]
    [InlineData("type 2 enum level 1 unsigned\n  value TOO_MUCH 256\n",
        "SONDE013", "'enum level' is a scalar without a counterpart in C# (enum level, 1 bytes); declare it as an array of bytes")]
    [InlineData("type 2 array 1 262145\n",
        "SONDE014", "'int[262145]' takes 1048580 bytes, more than the runtime loads as one value; make it smaller")]
    [InlineData("type 2 struct event 8 4\n  field task 3 0 0\ntype 3 forward task_struct struct\n",
        "SONDE015", "field 'task' of 'struct event', of type 'struct task_struct', has no layout in the object; define the type in the program, or hold a pointer to it")]
    [InlineData("type 2 typedef handler 3\ntype 3 function\n",
        "SONDE015", "'handler', of type 'function', has no layout in the object; define the type in the program, or hold a pointer to it")]
    [InlineData("type 2 typedef nothing 0\n",
        "SONDE015", "'nothing', of type 'void', has no layout in the object; define the type in the program, or hold a pointer to it")]
    [InlineData("type 2 struct event 8 4\n  field self 2 0 0\n",
        "SONDE016", "field 'self' of 'struct event' contains itself, or more levels or fields than a program has")]
    [InlineData("type 2 typedef a 3\ntype 3 typedef b 2\n",
        "SONDE016", "'a' contains itself, or more levels or fields than a program has")]
    [InlineData("type 2 struct event 16 4\n  field id 1 0 0\n",
        "SONDE017", "'struct event' has another size than the 8 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    [InlineData("type 2 struct event 8 4\n  field id 1 0 0\n  field late 1 48 0\n",
        "SONDE017", "field 'late' of 'struct event' has another size than the 8 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    [InlineData("type 2 struct event 8 4\n  field id 1 0 0\n  field late 1 62 3\n",
        "SONDE017", "field 'late' of 'struct event' has another size than the 8 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    [InlineData("type 2 struct event 8 4\n  field id 1 0 0\n  field none 3 96 0\ntype 3 array 1 0\n",
        "SONDE012", "field 'none' of 'struct event', of type 'int[0]', has no size, and no type of C# is without one")]
    public void A_map_of_an_unsupported_type_stays_untyped_and_says_why(string types, string id, string reason)
    {
        (string[] diagnostics, string? code) = Run(Head + types + EventMap);
        Assert.Equal([$"{id}: Map 'events' stays untyped for its value: {reason}"], diagnostics);
        Assert.Contains("public global::Sonde.Bpf.BpfMap Events", code!, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code!));
    }

    [Fact]
    public void An_unsupported_global_is_left_out_and_the_rest_keeps_its_place()
    {
        (string[] diagnostics, string? code) =
            Run(Head + "type 2 float long_double 16\nsection .bss 24\n  variable odd 2 0 16 global\n  variable even 1 16 4 global\n");
        Assert.Equal(
            ["SONDE013: A variable of section '.bss' is left out: variable 'odd' is a scalar without a counterpart in C# (long_double, 16 bytes); declare it as an array of bytes"],
            diagnostics);
        Assert.DoesNotContain("Odd", code!, StringComparison.Ordinal);
        Assert.Contains("FieldOffset(16)]\n        public int Even;", code!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type 2 struct ops 16 16\n  field wide 3 0 0\ntype 3 float long_double 16\n", 16,
        "SONDE013: The members of struct_ops 'steady' are left out: field 'wide' of 'struct ops' is a scalar without a counterpart in C# (long_double, 16 bytes); declare it as an array of bytes")]
    [InlineData("type 2 struct ops 8 4\n  field flags 1 0 0\n", 12,
        "SONDE017: The members of struct_ops 'steady' are left out: 'struct ops' has another size than the 12 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    public void A_table_of_an_unsupported_type_can_be_attached_and_not_set(string types, int size, string diagnostic)
    {
        (string[] diagnostics, string? code) = Run(Head + types + $"map steady 26 struct_ops 0 2 0 {size} 1 0\n");
        Assert.Equal([diagnostic], diagnostics);
        Assert.Contains("public global::Sonde.Bpf.BpfStructOps Steady", code!, StringComparison.Ordinal);
        Assert.DoesNotContain("StructOpsSet", code!, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code!));
    }

    [Theory]
    [InlineData("map events 34 insn_array 1 1 4 4 16 0\n", "SONDE019: Map 'events' of type insn_array stays untyped: there is no typed class for maps of this type")]
    [InlineData("map events 11 lpm_trie 1 1 4 4 16 1\n", "SONDE019: Map 'events' of type lpm_trie stays untyped: its key is no struct of a prefix length of 4 bytes and an address")]
    [InlineData("map events 11 lpm_trie 0 1 4 4 16 1\n", "SONDE019: Map 'events' of type lpm_trie stays untyped: its key is no struct of a prefix length of 4 bytes and an address")]
    [InlineData("map events 11 lpm_trie 0 0 8 0 16 1\n", "SONDE019: Map 'events' of type lpm_trie stays untyped: its value has no type and no size; declare it with __type")]
    [InlineData("map events 22 queue 0 0 0 0 16 0\n", "SONDE019: Map 'events' of type queue stays untyped: its value has no type and no size; declare it with __type")]
    [InlineData("map events 18 sockhash 0 0 0 4 16 0\n", "SONDE019: Map 'events' of type sockhash stays untyped: its key has no type and no size; declare it with __type")]
    [InlineData("map events 13 hash_of_maps 0 0 0 4 16 0\n", "SONDE019: Map 'events' of type hash_of_maps stays untyped: its key has no type and no size; declare it with __type")]
    [InlineData("map events 14 devmap 1 1 4 16 16 0\n", "SONDE019: Map 'events' of type devmap stays untyped: its keys have 4 bytes and its values 16")]
    [InlineData("map events 1 hash 0 0 4 0 16 0\n", "SONDE019: Map 'events' of type hash stays untyped: its key or value has no type and no size; declare both with __type")]
    public void A_map_that_stays_untyped_is_named(string map, string expected)
    {
        (string[] diagnostics, string? code) = Run(Head + map);
        Assert.Equal([expected], diagnostics);
        Assert.Contains("global::Sonde.Bpf.BpfMap Events", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inner_map_without_types_leaves_the_outer_one_typed()
    {
        (string[] diagnostics, string? code) = Run(Head + "map events 12 array_of_maps 1 0 4 4 2 0\n  inner events.inner 1 hash 0 0 4 0 16 0\n");
        Assert.Equal(
            ["SONDE019: Map 'events' of type hash stays untyped: its key or value has no type and no size; declare both with __type"], diagnostics);
        Assert.Contains("global::Sonde.Bpf.BpfArrayOfMaps Events", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_belongs_to_the_program_or_to_the_kernel()
    {
        (string[] diagnostics, _) = Run(Head + "export 1 module\n");
        Assert.Equal(["SONDE001: The description of 'a.bpf.c' is malformed at line 5: unexpected 'module'; clean and build again"], diagnostics);
    }

    [Fact]
    public void A_second_inner_map_is_malformed()
    {
        const string inner = "  inner events.inner 1 hash 1 1 4 4 16 0\n";
        (string[] diagnostics, _) = Run(Head + "map events 12 array_of_maps 1 0 4 4 2 0\n" + inner + inner);
        Assert.Equal(["SONDE001: The description of 'a.bpf.c' is malformed at line 7: a map has one inner map; clean and build again"], diagnostics);
    }

    [Theory]
    [InlineData("map events 27 ringbuf 0 2 0 4081 4096 0\n", 4081, 4096, 4088)]
    [InlineData("map events 27 ringbuf 0 2 0 4081 100 0\n", 4081, 4096, 4088)]
    [InlineData("map events 31 user_ringbuf 0 2 0 4089 4096 0\n", 4089, 4104, 4096)]
    [InlineData("map events 27 ringbuf 0 0 0 0 4096 0\n  record BIG 1 2\n", 4089, 4104, 4088)]
    public void A_record_that_is_larger_than_its_ring_is_told_and_the_map_is_typed(string map, int size, int taken, int most)
    {
        (string[] diagnostics, string? code) = Run(Head + $"type 2 struct big {size} 1\n  field kind 1 0 0\n" + map);
        Assert.Equal(
            [$"SONDE021: Ring buffer 'events' of 4096 bytes has no room for a record of 'struct big', which takes {taken} with its header, more than the {most} that one can take, so reserving one always fails; make the ring larger"], diagnostics);
        Assert.DoesNotContain("BpfMap Events", code!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map events 27 ringbuf 0 2 0 4080 4096 0\n", 4080)]
    // libbpf makes whole pages of it, and powers of two.
    [InlineData("map events 27 ringbuf 0 2 0 4080 100 0\n", 4080)]
    [InlineData("map events 27 ringbuf 0 2 0 16368 12288 0\n", 16368)]
    [InlineData("map events 27 ringbuf 0 2 0 4088 0 0\n", 4088)]
    // User space may fill its ring to the last byte.
    [InlineData("map events 31 user_ringbuf 0 2 0 4088 4096 0\n", 4088)]
    [InlineData("map events 4 perf_event_array 1 2 4 4088 2 0\n", 4088)]
    public void A_record_that_fits_or_whose_ring_has_no_size_yet_is_not(string map, int size) =>
        Assert.Empty(Run(Head + $"type 2 struct large {size} 4\n  field kind 1 0 0\n" + map).Diagnostics);

    [Theory]
    [InlineData("type 2 struct s 8 8\n  field wide 3 0 0\ntype 3 int u64 8 unsigned\n", "'struct s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 struct s 8 4\n  field kind 1 32 0\n", "'struct s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 struct s 4 4\n  field kind 1 0 8\n", "'struct s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 union s 4 4\n  field kind 1 0 0\n", "'union s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 typedef s 1\n", "'s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 struct s 4 4\n  field kind 3 0 0\ntype 3 float float 4\n", "'struct s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    [InlineData("type 2 struct s 4 4\n  field self 2 0 0\n", "'struct s' does not begin with a tag; its first member has to be a number or an enum of 4 bytes")]
    public void A_record_without_a_tag_is_an_error_and_its_ring_is_there_for_the_code_that_uses_it(string types, string reason)
    {
        (string[] diagnostics, string? code) = Run(Head + types + "map events 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 2\n");
        Assert.Equal($"SONDE022: SONDE_RECORD of map 'events': {reason}", diagnostics[0]);
        Assert.Contains(diagnostics.Length == 1 ? "global::Samples.Program1.EventsRing Events" : "global::Sonde.Bpf.RingBuffer Events", code!, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code!));
    }

    [Theory]
    [InlineData("type 3 int number 4 signed\n")]
    [InlineData("type 3 enum kind 4 signed\n  value A 1\n")]
    [InlineData("type 3 struct header 4 4\n  field kind 1 0 0\n")]
    [InlineData("type 3 typedef kind_t 1\n")]
    public void A_tag_is_a_number_an_enum_or_the_first_field_of_a_header(string tag)
    {
        (string[] diagnostics, string? code) = Run(
            Head + "type 2 struct s 4 4\n  field kind 3 0 0\n" + tag + "map events 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 2\n");
        Assert.Empty(diagnostics);
        Assert.Contains("public global::Samples.Program1.EventsRing Events", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_records_of_one_tag_are_an_error_and_code_that_uses_them_binds()
    {
        (string[] diagnostics, string? code) = Run(
            Head + "type 2 struct s 4 4\n  field kind 1 0 0\nmap events 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 2\n  record UNO 1 2\n");
        Assert.Equal(["SONDE022: SONDE_RECORD of map 'events': 'ONE' and 'UNO' are both 1; give one of them another number"], diagnostics);
        Assert.Empty(Compiler.Check(code!, """
            #pragma warning disable CS1591
            public static class User
            {
                public static void Read(Samples.Program1 program)
                {
                    foreach (Samples.Program1.EventsRecord record in program.Maps.Events.Drain())
                        System.Console.WriteLine(record.Kind == Samples.Program1.EventsKind.Uno ? record.Uno.Kind : record.One.Kind);
                }
            }
            """));
    }

    [Fact]
    public void Records_of_a_map_that_is_no_ring_are_an_error_and_it_is_typed_as_without_them()
    {
        (string[] diagnostics, string? code) = Run(Head + "type 2 struct s 4 4\n  field kind 1 0 0\nmap events 1 hash 1 1 4 4 8 0\n  record ONE 1 2\n");
        Assert.Equal(["SONDE022: SONDE_RECORD of map 'events': a map of type hash has no records; declare it with SONDE_RECORDS"], diagnostics);
        Assert.Contains("global::Sonde.Bpf.BpfHashMap<int, int> Events", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_whose_type_is_not_supported_is_left_out_of_its_ring()
    {
        (string[] diagnostics, string? code) = Run(
            Head + "type 2 struct s 20 4\n  field kind 1 0 0\n  field odd 3 32 0\ntype 3 float long_double 16\n"
            + "map events 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 2\n  record TWO 2 4\ntype 4 struct t 4 4\n  field kind 1 0 0\n");
        Assert.Equal(
            ["SONDE013: Record 'ONE' of map 'events' is left out: field 'odd' of 'struct s' is a scalar without a counterpart in C# (long_double, 16 bytes); declare it as an array of bytes"], diagnostics);
        Assert.Contains("ref readonly global::Samples.Program1.T Two", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsupported_static_is_left_out_with_an_information()
    {
        (string[] diagnostics, _) = Run(Head + "type 2 float long_double 16\nsection .bss 16\n  variable odd 2 0 16 static\n");
        Assert.Equal(["SONDE018: Static variable 'odd' of section '.bss' is left out: its type is not supported"], diagnostics);
    }

    [Fact]
    public void Statics_of_one_name_are_left_out_with_an_information()
    {
        (string[] diagnostics, string? code) = Run(Head + "section .bss 8\n  variable fmt 1 0 4 static\n  variable fmt 1 4 4 static\n");
        Assert.Equal(2, diagnostics.Length);
        Assert.All(diagnostics, text => Assert.Equal(
            "SONDE018: Static variable 'fmt' of section '.bss' is left out: another variable has its name", text));
        Assert.DoesNotContain("Fmt", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void Statics_whose_names_differ_in_underscores_are_told_apart()
    {
        (string[] diagnostics, string? code) = Run(Head + "section .bss 8\n  variable on_exit.___fmt 1 0 4 static\n  variable on_exit.____fmt 1 4 4 static\n");
        Assert.Empty(diagnostics);
        Assert.Contains("FieldOffset(0)]\n        public int OnExitFmt;", code!, StringComparison.Ordinal);
        Assert.Contains("FieldOffset(4)]\n        public int OnExitFmt_2;", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_static_does_not_take_the_name_of_a_global()
    {
        (string[] diagnostics, string? code) = Run(Head + "section .bss 8\n  variable to_come 1 0 4 static\n  variable toCome 1 4 4 global\n  variable ToCome 1 4 4 static\n");
        Assert.Equal(2, diagnostics.Length);
        Assert.Contains("FieldOffset(4)]\n        public int ToCome;", code!, StringComparison.Ordinal);
        Assert.DoesNotContain("ToCome_2", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_whose_type_has_another_size_is_left_out()
    {
        (string[] diagnostics, string? code) = Run(Head + "section .bss 8\n  variable count 1 0 8 global\n");
        Assert.Equal(
            ["SONDE017: A variable of section '.bss' is left out: variable 'count' has another size than the 8 bytes that there are for it; compile the object again, and give a map its sizes by __type alone"],
            diagnostics);
        Assert.DoesNotContain("Count", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_without_bytes_has_no_field()
    {
        (string[] diagnostics, string? code) = Run(Head
            + "type 2 struct empty 0 1\ntype 3 array 2 4\nsection .bss 4\n  variable hollow 2 0 0 global\n  variable vacant 3 0 0 global\n"
            + "  variable count 1 0 4 global\n");
        Assert.Empty(diagnostics);
        Assert.DoesNotContain("Hollow", code!, StringComparison.Ordinal);
        Assert.DoesNotContain("Vacant", code!, StringComparison.Ordinal);
        Assert.Contains("public int Count;", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_whose_layout_the_object_does_not_have_is_left_out()
    {
        (string[] diagnostics, _) = Run(Head + "type 2 forward task_struct struct\nexport 2\n");
        Assert.Equal(
            ["SONDE015: The export of 'struct task_struct' is left out: 'struct task_struct' has no layout in the object; define the type in the program, or hold a pointer to it"],
            diagnostics);
    }

    [Theory]
    [InlineData("type 2 typedef entry_t 3\ntype 3 struct entry 4 4\n  field id 1 0 0\nexport 2 kernel\n", "'entry_t'")]
    [InlineData("type 2 enum level 4 unsigned\n  value LOW 0\nexport 2 kernel\n", "'enum level'")]
    [InlineData("export 1 kernel\n", "'int'")]
    public void A_type_of_the_kernel_that_has_no_name_of_its_own_to_be_looked_for_is_refused(string types, string type)
    {
        (string[] diagnostics, string? code) = Run(Head + types);
        Assert.Equal([$"SONDE023: {type} cannot be compared with the kernel's; export a struct or union by its own name, or what is the program's with SONDE_EXPORT"], diagnostics);
        Assert.DoesNotContain("RequireKernelLayout", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enum_whose_values_the_compiler_cut_has_none_and_says_so()
    {
        (string[] diagnostics, string? code) = Run(Head + "type 2 enum large 8 unsigned\nexport 2\n");
        Assert.Equal(["SONDE020: 'enum large' has 64 bits and no values in C#: clang before 15 writes 32 bits of each; compile with a newer one"], diagnostics);
        Assert.Contains("enum Large : ulong", code!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_too_large_for_a_struct_is_left_out()
    {
        (string[] diagnostics, string? code) = Run(Head + "section .bss 67108865\n  variable count 1 0 4 global\n");
        Assert.Equal(["SONDE014: Section '.bss' is left out: it takes 67108865 bytes, more than the runtime loads as one value; make it smaller"], diagnostics);
        Assert.DoesNotContain("Bss", code!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map odd 34 insn_array 1 1 4 4 16 0", "map odd 34 insn_array 1 1 4 4 16 0 at 7 a.bpf.c", "SONDE019", "/project/src/a.bpf.c", 7)]
    [InlineData("map wide 1 hash 1 2 4 16 16 0", "map wide 1 hash 1 2 4 16 16 0 at 1 ../with a space/b.h", "SONDE013", "/project/with a space/b.h", 1)]
    [InlineData("section .bss 16\n  variable wide 2 0 16 global", "section .bss 16\n  variable wide 2 0 16 global at 12 /usr/include/c.h", "SONDE013", "/usr/include/c.h", 12)]
    [InlineData("section .bss 16\n  variable wide 2 0 16 static", "section .bss 16\n  variable wide 2 0 16 static at 12 a.bpf.c", "SONDE018", "/project/src/a.bpf.c", 12)]
    [InlineData("export 2", "export 2 at 3 a.bpf.c", "SONDE013", "/project/src/a.bpf.c", 3)]
    [InlineData("export 1 kernel", "export 1 kernel at 3 a.bpf.c", "SONDE023", "/project/src/a.bpf.c", 3)]
    [InlineData("type 3 enum large 8 unsigned\nexport 3", "type 3 enum large 8 unsigned at 4 a.bpf.c\nexport 3 at 9 a.bpf.c", "SONDE020", "/project/src/a.bpf.c", 4)]
    [InlineData("map ring 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 1", "map ring 27 ringbuf 0 0 0 0 4096 0 at 8 a.bpf.c\n  record ONE 1 1", "SONDE022", "/project/src/a.bpf.c", 8)]
    [InlineData("type 3 struct item 4 4\n  field kind 1 0 0\nmap ring 27 ringbuf 0 0 0 0 4096 0\n  record ONE 1 3\n  record TWO 1 3", "type 3 struct item 4 4\n  field kind 1 0 0\nmap ring 27 ringbuf 0 0 0 0 4096 0 at 8 a.bpf.c\n  record ONE 1 3 at 9 a.bpf.c\n  record TWO 1 3 at 10 a.bpf.c", "SONDE022", "/project/src/a.bpf.c", 10)]
    [InlineData("type 3 array 1 9999\nmap ring 27 ringbuf 0 3 0 39996 4096 0", "type 3 array 1 9999\nmap ring 27 ringbuf 0 3 0 39996 4096 0 at 8 a.bpf.c", "SONDE021", "/project/src/a.bpf.c", 8)]
    public void A_diagnostic_is_at_the_line_that_declares_what_it_is_about(string without, string with, string id, string file, int line)
    {
        const string types = Head + "type 2 float long_double 16\n";
        FileLinePositionSpan place = Place(types + with + "\n", id);
        Assert.Equal((file, line - 1, 0), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));

        place = Place(types + without + "\n", id);
        Assert.Equal(("src/a.bpf.c", 0, 0), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Theory]
    [InlineData("at 0 a.bpf.c")]
    [InlineData("at 3 a\u0000b")]
    [InlineData("at 3")]
    [InlineData("attic 3 a.bpf.c")]
    [InlineData("at x a.bpf.c")]
    [InlineData("@-1 a.bpf.c")]
    [InlineData("at 5")]
    [InlineData("5 a.bpf.c")]
    public void A_place_without_a_line_or_a_file_is_malformed(string place)
    {
        (string[] diagnostics, _) = Run(Head + $"map odd 1 hash 1 1 4 4 16 0 {place}\n");
        Assert.StartsWith("SONDE001: The description of 'a.bpf.c' is malformed at line 5: ", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    private static FileLinePositionSpan Place(string description, string id) =>
        Assert.Single(Driver.Run(new BpfItem("a", description)).Diagnostics, diagnostic => diagnostic.Id == id).Location.GetLineSpan();

    private static (string[] Diagnostics, string? Code) Run(string description)
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", description));
        Assert.Null(result.Exception);
        return ([.. result.Diagnostics.Select(Text)], result.GeneratedSources.SingleOrDefault().SourceText?.ToString());
    }

    private static string Text(Diagnostic diagnostic) =>
        $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
}
