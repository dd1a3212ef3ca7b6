namespace Sonde.Symbols.Tests.Demangling;

public sealed class CppNamesTests
{
    [Theory]
    [InlineData("_Z1fv", "f()")]
    [InlineData("_ZN1AC1Ev", "A::A()")]
    [InlineData("_ZN1AD0Ev", "A::~A()")]
    [InlineData("_ZNSsC1Ev", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string()")]
    [InlineData("_ZNSs6appendEv", "std::string::append()")]
    [InlineData("_ZNKR1A1fEv", "A::f() const &")]
    [InlineData("_ZNO1A1fEv", "A::f() &&")]
    [InlineData("_ZN1AcviEv", "A::operator int()")]
    [InlineData("_ZN1AcvT_IiEEv", "A::operator int<int>()")]
    [InlineData("_ZN1AIiEcvT_Ev", "A<int>::operator int()")]
    [InlineData("_Zli2_kc", "operator\"\" _k(char)")]
    [InlineData("_ZN1AdaEPv", "A::operator delete[](void*)")]
    [InlineData("_ZN1AssERKS_", "A::operator<=>(A const&)")]
    [InlineData("_ZltIiEvT_S0_", "void operator< <int>(int, int)")]
    [InlineData("_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()")]
    [InlineData("_ZN1A1BB5cxx11Ev", "A::B[abi:cxx11]()")]
    [InlineData("_ZNDC1a1bEE", "[a, b]")]
    public void Names_of_all_kinds_are_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_Z1fIiEvT_", "void f<int>(int)")]
    [InlineData("_Z1fIJidEEvDpRKT_", "void f<int, double>(int const&, double const&)")]
    [InlineData("_Z1fIJEEvDpT_", "void f<>()")]
    [InlineData("_Z1fIJEEviDpRKT_c", "void f<>(int, char)")]
    [InlineData("_Z1fIRiEvOT_", "void f<int&>(int&)")]
    [InlineData("_Z1fIKiEvRKT_", "void f<int const>(int const&)")]
    [InlineData("_Z1fIA5_iEvRKT_", "void f<int [5]>(int const (&) [5])")]
    [InlineData("_Z1fIFviEEvPT_", "void f<void (int)>(void (*)(int))")]
    [InlineData("_Z1fI1XIiEEvT_", "void f<X<int> >(X<int>)")]
    [InlineData("_ZN1AIiEC2IdEET_", "A<int>::A<double>(double)")]
    [InlineData("_Z1fILi5ELj6ELl7ELm8ELx9ELy10ELb1ELc97EEvv", "void f<5, 6u, 7l, 8ul, 9ll, 10ull, true, (char)97>()")]
    [InlineData("_Z1fILin5EL3Foo3ELDn0ELf3f800000EEvv", "void f<-5, (Foo)3, (decltype(nullptr))0, (float)[3f800000]>()")]
    [InlineData("_Z1fIXadL_Z1gvEEXadL_ZN1A1gEvEEEvv", "void f<&(g()), &A::g>()")]
    [InlineData("_Z1fIXadL_ZNK1A1gEvEEEvv", "void f<&(A::g() const)>()")]
    [InlineData("_Z1fIXtl1ALi1ELi2EEEEvv", "void f<A{1, 2}>()")]
    [InlineData("_Z1fITkN3foo1CEiEvT_", "void f<int>(int)")]
    [InlineData("_Z1fIiQsr3stdE8integralIT_EEvT_", "void f<int requires std::integral<int> >(int)")]
    [InlineData("_Z1fIiEvT_Qsr3stdE8integralIS0_E", "void f<int>(int) requires std::integral<int>")]
    [InlineData("_Z1fIiEvvQrqXcvT__ENRSt8integralE", "void f<int>() requires requires { {(int)()} noexcept -> std::integral; }")]
    public void Templates_are_read_with_what_their_parameters_stand_for(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_Z1fPFPFvvEiE", "f(void (* (*)(int))())")]
    [InlineData("_Z1fIiEPFvvET_", "void (*f<int>(int))()")]
    [InlineData("_Z1fPA5_A6_Ki", "f(int const (*) [5][6])")]
    [InlineData("_Z1fM1AKFvvE", "f(void (A::*)() const)")]
    [InlineData("_Z1fM1Ai", "f(int A::*)")]
    [InlineData("_Z1fDv4_fCdU3fooi", "f(float __vector(4), double _Complex, int foo)")]
    [InlineData("_Z1fPrVKi", "f(int const volatile restrict*)")]
    [InlineData("_Z1fDF16_DF16bDnDsDiDuz", "f(_Float16, std::bfloat16_t, decltype(nullptr), char16_t, char32_t, char8_t, ...)")]
    [InlineData("_Z1fDh", "f(half)")]
    [InlineData("_Z1fDB8_DU16_", "f(_BitInt(8), unsigned _BitInt(16))")]
    [InlineData("_Z1fPDoFvvE", "f(void (*)() noexcept)")]
    [InlineData("_Z1fPDOLb1EEFvvE", "f(void (*)() noexcept(true))")]
    [InlineData("_Z1fTs1A", "f(struct A)")]
    public void Types_are_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_ZZ1fvE1x_0", "f()::x")]
    [InlineData("_ZZ1fvEs", "f()::string literal")]
    [InlineData("_ZZ1fvENKUliE0_clEi", "f()::{lambda(int)#2}::operator()(int) const")]
    [InlineData("_ZZ1fvENKUlT_E_clIiEEDaS_", "auto f()::{lambda(auto:1)#1}::operator()<int>(int) const")]
    [InlineData("_ZZ1fvENKUlTyT_E_clIiEEDaS_", "auto f()::{lambda<typename $T0>($T0)#1}::operator()<int>(int) const")]
    [InlineData("_ZZN1A1fEiEd0_NKUlvE_clEv", "A::f(int)::{default arg#2}::{lambda()#1}::operator()() const")]
    [InlineData("_ZN1AUt_C1Ev", "A::{unnamed type#1}::{unnamed type#1}()")]
    [InlineData("_ZZ1fIiEvT_ENKUlvE_clEv", "f<int>(int)::{lambda()#1}::operator()() const")]
    public void Local_names_are_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_ZTV1A", "vtable for A")]
    [InlineData("_ZTIPFviE", "typeinfo for void (*)(int)")]
    [InlineData("_ZThn8_N1A1fEv", "non-virtual thunk to A::f()")]
    [InlineData("_ZTv0_n24_N1A1fEv", "virtual thunk to A::f()")]
    [InlineData("_ZTch0_h8_N1A1fEv", "covariant return thunk to A::f()")]
    [InlineData("_ZTC1A0_1B", "construction vtable for B-in-A")]
    [InlineData("_ZTH1x", "TLS init function for x")]
    [InlineData("_ZTW1x", "TLS wrapper function for x")]
    [InlineData("_ZTAXtl1ALi1EEE", "template parameter object for A{1}")]
    [InlineData("_ZGVZ1fvE1x", "guard variable for f()::x")]
    [InlineData("_ZGR1x0_", "reference temporary #1 for x")]
    [InlineData("_ZGTt1fv", "transaction clone for f()")]
    [InlineData("_ZGIW3foo", "initializer for module foo")]
    [InlineData("_ZW3fooW3bar1fv", "f@foo.bar()")]
    [InlineData("_ZW3fooWP3bar1fv", "f@foo:bar()")]
    [InlineData("_GLOBAL__I__Z1fv", "global constructors keyed to f()")]
    [InlineData("_Z1fIiEvT_.part.0", "void f<int>(int) [clone .part.0]")]
    [InlineData("_Z1fv.constprop.1.isra.0", "f() [clone .constprop.1] [clone .isra.0]")]
    [InlineData("_Z1fv.cold", "f() [clone .cold]")]
    [InlineData("_Z1fv.llvm.1234567890", "f() [clone .llvm.1234567890]")]
    [InlineData("_ZL3foo.lto_priv.0", "foo [clone .lto_priv.0]")]
    [InlineData("_Z1fv@@GLIBCXX_3.4", "f()@@GLIBCXX_3.4")]
    public void What_compilers_make_is_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_Z1fIiEDTcl1gfp_EET_", "decltype (g({parm#1})) f<int>(int)")]
    [InlineData("_Z1fIiEDTscT_fp_ES0_", "decltype (static_cast<int>({parm#1})) f<int>(int)")]
    [InlineData("_Z1fIiEDTnw_T_EES0_", "decltype (new int) f<int>(int)")]
    [InlineData("_Z1fIiEDTquLb1Efp_fp_ET_", "decltype ((true)?{parm#1} : {parm#1}) f<int>(int)")]
    [InlineData("_Z1fIiEvDTsrNT_1tE1xE", "void f<int>(decltype (int::t::x))")]
    [InlineData("_Z1fIiEvDTsr1aE1xE", "void f<int>(decltype (a::x))")]
    [InlineData("_Z1fIiEvDTsr1aIT_E1xE", "void f<int>(decltype (a<int>::x))")]
    [InlineData("_Z1fIiEvDTsr1a1bE1xE", "void f<int>(decltype (a::b::x))")]
    [InlineData("_Z1fIiEvDTdtfp_1xE", "void f<int>(decltype ({parm#1}.x))")]
    [InlineData("_Z1fIiEvDTixfp_Li0EE", "void f<int>(decltype ({parm#1}[0]))")]
    [InlineData("_Z1fIJiEEvDTsZT_E", "void f<int>(decltype (1))")]
    [InlineData("_Z1fIJLi1ELi2EEEv1AIXflplT_EE", "void f<1, 2>(A<(...+(1, 2))>)")]
    [InlineData("_Z1fIJiiEEv1AIXfLplLi0ET_EE", "void f<int, int>(A<((0)+...+(int, int))>)")]
    [InlineData("_Z1fI1AILb1EEXgtLi2ELi1EEEvv", "void f<A<true>, ((2)>(1))>()")]
    [InlineData("_Z1fIiEvDTnxclfp_EE", "void f<int>(decltype (noexcept({parm#1}())))")]
    [InlineData("_Z1fIiEvDTszfp_E", "void f<int>(decltype (sizeof {parm#1}))")]
    [InlineData("_Z1fIiEvDTpp_fp_E", "void f<int>(decltype (++{parm#1}))")]
    public void Expressions_are_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_Z1fIZ1gIiEvRT_E1XEvRS1_", "void f<g<int>(int&)::X>(int&)")]
    [InlineData("_Z1fIZ1gIiEvRT_E1XEvS1_RS1_", "void f<g<int>(int&)::X>(g<int>(int&)::X, int&)")]
    [InlineData("_Z1fIZ1gIFviEEvRT_E1XEvRS2_", "void f<g<void (int)>(void (&)(int))::X>(void (&)(int))")]
    [InlineData("_ZZN1O1pC4IZ4callIZ4mainEUlvE_EvOT_EUlvE_EERS3_ENUlvE_4_FUNEv", "O::p::p<call<main::{lambda()#1}>(main::{lambda()#1}&&)::{lambda()#1}>(main::{lambda()#1}&)::{lambda()#1}::_FUN()")]
    public void References_to_parameters_stand_for_what_they_did_at_first(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_Z3addIiEN6traitsIT_XsrN1n1tIS1_EE1pEXsrS4_1pEE1rERKS1_", "traits<int, n::t<int>::p, n::t<int>::p>::r add<int>(int const&)")]
    [InlineData("_Z1mI1XlEvN1aIT_Xsr1tIS2_E1pEE1bER1cIS2_T0_EPS7_IS2_S2_E", "void m<X, long>(a<X, t<X>::p>::b, c<X, long>&, c<X, X>*)")]
    public void Scopes_that_GCC_writes_as_types_are_read(string mangled, string expected) => Check(mangled, expected);

    [Theory]
    [InlineData("_ZN2ns4TypeIiE1fEi", "ns::Type<int>::f")]
    [InlineData("_Z1fIiEvT_", "f<int>")]
    [InlineData("_ZNK1A1fEv", "A::f")]
    [InlineData("_ZZ1fiENKUlcE_clEc.cold", "f::{lambda(char)#1}::operator() [clone .cold]")]
    [InlineData("_ZThn8_N1A1fEv", "non-virtual thunk to A::f")]
    public void Parameters_are_left_out_on_request(string mangled, string expected)
    {
        Assert.True(Demangler.TryDemangle(mangled, DemangleOptions.NameOnly, out string? demangled, out _));
        Assert.Equal(expected, demangled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("_Z")]
    [InlineData("main")]
    [InlineData("_start")]
    [InlineData("_ZN1A")]
    [InlineData("_Z1fS_")]
    [InlineData("_Z1fT_")]
    [InlineData("_Z9f")]
    [InlineData("_Z1fv?")]
    [InlineData("_Z1fv.")]
    public void What_is_no_mangled_name_is_refused(string name)
    {
        Assert.False(Demangler.TryDemangle(name, DemangleOptions.Default, out string? demangled, out MangledLanguage language));
        Assert.Equal((null, MangledLanguage.None), (demangled, language));
    }

    [Fact]
    public void Nothing_but_the_result_is_allocated()
    {
        byte[] name = "_ZNSt6vectorIiSaIiEE9push_backEOi"u8.ToArray();
        Demangler.TryDemangle(name, DemangleOptions.Default, out string? first, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string copy = new(first);
        long expected = GC.GetAllocatedBytesForCurrentThread() - before;

        before = GC.GetAllocatedBytesForCurrentThread();
        Demangler.TryDemangle(name, DemangleOptions.Default, out string? second, out _);
        Assert.Equal(expected, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(copy, second);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        string[] names = ["_Z1fIJidEEvDpRKT_", "_ZN1AIiEC2IdEET_", "_RNvC1a1f", "_ZZ1fvENKUliE0_clEi"];
        string?[] expected = [.. names.Select(name => Demangler.TryDemangle(name, out string? text) ? text : null)];
        Parallel.For(0, 20_000, i =>
        {
            Demangler.TryDemangle(names[i % names.Length], out string? text);
            Assert.Equal(expected[i % names.Length], text);
        });
    }

    private static void Check(string mangled, string expected)
    {
        Assert.True(Demangler.TryDemangle(mangled, DemangleOptions.Default, out string? demangled, out MangledLanguage language));
        Assert.Equal((expected, MangledLanguage.Cpp), (demangled, language));
    }
}
